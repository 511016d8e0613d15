"""Ramps, placeholders and planned figures in the capacity tree, against the same worked out by hand."""

from decimal import Decimal

from tests.conftest import Client
from tests.graphql.conftest import Change
from tests.graphql.sample_figures import TIERS, Demand, Work, forecast, fte_required, work
from tests.graphql.trees import ask_tree, expect_tree

# Every seventh person is a placeholder. Of the others' numbers, multiples of three ramp up by the week; those with a
# remainder of one stand at half a tier all along, producing a little more than it says.
PLACEHOLDERS = """UPDATE resource SET resource_type = 'PLACEHOLDER', first_name = NULL, last_name = NULL, opid = NULL,
    hire_date = NULL WHERE substr(cn, 3)::int % 7 = 0"""
RAMP = """UPDATE assignment a SET tier_id = t.id, production_percentage = t.percentage
    FROM resource p, capacity_tier t WHERE p.id = a.resource_id AND substr(p.cn, 3)::int % 3 = 0
    AND t.name = CASE WHEN a.week < 28 THEN '25% Ramp' WHEN a.week < 34 THEN '50% Ramp' WHEN a.week < 38
                 THEN '75% Ramp' ELSE 'Full Production' END"""
HALF = """UPDATE assignment a SET tier_id = t.id, production_percentage = 0.6 FROM resource p, capacity_tier t
    WHERE p.id = a.resource_id AND substr(p.cn, 3)::int % 3 = 1 AND t.name = '50% Ramp'"""
# Every fifth Domestic person helps out on one demand in even weeks, and so works on two demands in one month.
HELPED = Demand("Amisys Medicaid DOMESTIC", "NY", "Enrollment")
HELP = f"""UPDATE assignment a SET demand_id = d.id FROM resource p, demand d, report r
    WHERE p.id = a.resource_id AND p.location = 'DOMESTIC' AND substr(p.cn, 3)::int % 5 = 0 AND a.week % 2 = 0
    AND r.id = a.report_id AND r.month = 4
    AND (d.main_lob, d.state, d.case_type) = ('{HELPED.main_lob}', '{HELPED.state}', '{HELPED.case_type}')"""
PLANNED = "UPDATE forecast_cell SET fte_avail = fte_req + month_index, capacity = 100 * fte_req + month_index"


def ramped(one: Work) -> Work:
    number, week = int(one.cn[2:]), one.week[1]
    one = one._replace(placeholder=number % 7 == 0)
    if number % 5 == 0 and week % 2 == 0 and one.demand.locality == "Domestic" and one.report == "2025-04":
        one = one._replace(demand=HELPED)
    if number % 3 == 1:
        return one._replace(tier="50% Ramp", share=Decimal("0.6"))
    if number % 3 == 2:
        return one
    tier = next(
        name
        for until, name in ((28, "25% Ramp"), (34, "50% Ramp"), (38, "75% Ramp"), (99, "Full Production"))
        if week < until
    )
    return one._replace(tier=tier, share=TIERS[tier])


def planned(demand: Demand, index: int) -> tuple[int, int]:
    required = fte_required("2025-04", demand, index)
    return required + index + 1, 100 * required + index + 1


async def test_everybody_stands_at_the_tier_of_their_last_week(changed_client: Client, change: Change) -> None:
    await change(PLACEHOLDERS, RAMP, HALF, HELP, PLANNED)
    done = [ramped(one) for one in work()]
    for levels in (["CATEGORY", "STATE", "CASE_TYPE"], ["PLATFORM", "CASE_TYPE"]):
        tree = await ask_tree(changed_client("VIEWER"), "2025-04", levels)
        expect_tree(tree, "2025-04", levels, done=done, planned=planned)


async def test_people_on_several_demands_count_once_at_their_parent(changed_client: Client, change: Change) -> None:
    await change(HELP)
    tree = await ask_tree(changed_client("VIEWER"), "2025-04", ["STATE"])
    children = [node["metrics"]["headcount"] for node in tree["total"]["children"]]
    assert tree["total"]["metrics"]["headcount"] == 710 < sum(children)


async def test_a_ramp_within_a_month_counts_once_and_produces_at_both_tiers(
    changed_client: Client, change: Change
) -> None:
    await change(RAMP)
    tree = await ask_tree(changed_client("VIEWER"), "2025-04", [])
    august = tree["total"]["months"][2]
    tiers = {tier["label"]: tier for tier in august["tierBreakdown"]["tiers"]}
    assert tiers["50%"]["actual"] == 0  # August's last weeks are at 75 %
    assert tiers["50%"]["capacity"] > 0
    assert sum(tier["total"] for tier in tiers.values()) == august["metrics"]["headcount"]


async def test_a_tier_out_of_use_is_shown_where_somebody_stands_at_it(changed_client: Client, change: Change) -> None:
    await change(RAMP, "UPDATE capacity_tier SET is_active = false WHERE percentage < 0.6")
    tree = await ask_tree(changed_client("VIEWER"), "2025-04", [])
    june, november = tree["total"]["months"][0], tree["total"]["months"][5]
    assert [tier["label"] for tier in june["tierBreakdown"]["tiers"]] == ["100%", "75%", "25%"]
    assert [tier["label"] for tier in november["tierBreakdown"]["tiers"]] == ["100%", "75%"]


async def test_tiers_come_in_display_order_with_a_label_each(changed_client: Client, change: Change) -> None:
    custom = """INSERT INTO capacity_tier (tenant_id, name, name_key, percentage, display_order)
        SELECT tenant_id, 'Mentor', 'mentor', 0.625, 0 FROM capacity_tier LIMIT 1"""
    await change(custom)
    answer = await changed_client("VIEWER").ask(
        '{ capacityTiers { name label displayOrder } report(value: "2025-04") { capacityByTier { tiers { label } } } }'
    )
    labels = ["62.5%", "100%", "75%", "50%", "25%"]
    assert [tier["label"] for tier in answer["capacityTiers"]] == labels
    assert [tier["label"] for tier in answer["report"]["capacityByTier"]["tiers"]] == labels


async def test_the_sample_data_have_enough_demands_for_this_to_prove_something() -> None:
    done = [ramped(one) for one in work() if one.report == "2025-04"]
    assert len({(one.tier, one.placeholder) for one in done}) == 8
    assert len(forecast("2025-04")) == 500
