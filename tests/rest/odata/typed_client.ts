// A program over the types and queries that odata2ts generates of $metadata: it says what it reads, a line of JSON each.
import { FetchClient } from "@odata2ts/http-client-fetch";
import { HeadroomService } from "./generated/HeadroomService";

declare const process: { argv: string[] };
const [address, token] = process.argv.slice(2) as [string, string];
const headers = { Authorization: `Bearer ${token}`, Prefer: "odata.maxpagesize=100" };
const client = new FetchClient({ headers });
const service = new HeadroomService(client, address);
const say = (name: string, value: unknown) => console.log(JSON.stringify([name, value]));

async function filters() {
  const { data: receipts } = await service.InventoryMovements().query((query, q) =>
    query
      .filter(q.kind.eq("RECEIPT"), q.quantity.gt(10.5), q.created_at.gt("2020-01-01T00:00:00.125Z"))
      .filter(q.occurred_on.le("2100-01-01"), q.is_active.isTrue(), q.occurred_on.year().ge(2000))
      .orderBy(q.quantity.desc(), q.number.asc())
      .select("number", "quantity")
      .count()
      .top(3),
  );
  say("receipts", receipts);
  const { data: others } = await service.InventoryMovements().query((query, q) =>
    query.filter(q.sku.contains("BEAR").not(), q.sku.startsWith("JAM").not()).select("sku"),
  );
  say("others", others.value.map((one) => one.sku));
  const { data: some } = await service.WorkOrders().query((query, q) =>
    query.filter(q.number.in("SPK-00003", "SPK-00004").or(q.product.toLower().eq("it''s 100% & + / ü"))).orderBy(q.number.asc()),
  );
  say("some", some.value.map((one) => one.number));
}

async function keys() {
  const { data: order } = await service.WorkOrders("SPK-00004").query((query) => query.select("number", "target_qty"));
  say("order", [order.number, order.target_qty]);
  const { data: days } = await service.InventoryDaily().query((query) => query.skip(5).top(1));
  const { date, sku, location } = days.value[0]!;
  const { data: day } = await service.InventoryDaily({ date, sku, location }).query();
  say("day", JSON.stringify(day) === JSON.stringify({ "@odata.context": (day as any)["@odata.context"], ...days.value[0] }));
}

async function pages() {
  const { data: first } = await service.MonthlySummary().query((query) => query.count());
  const found = new Set<string>();
  let page: any = first;
  for (;;) {
    for (const one of page.value) found.add([one.report, one.main_lob, one.case_type, one.state, one.month_start].join());
    if (page["@odata.nextLink"] === undefined) break;
    page = (await client.get<any>(page["@odata.nextLink"])).data;
  }
  say("pages", [found.size, first["@odata.count"]]);
}

async function refusals() {
  const unsigned = new HeadroomService(new FetchClient(), address);
  for (const [name, asked] of Object.entries({
    nobody: () => service.WorkOrders("none''s/%2F?#").query(),
    unsigned: () => unsigned.WorkOrders().query(),
    search: () => service.WorkOrders().query((query) => query.search("bear")),
    // @ts-expect-error a quantity is compared with a number
    text: () => service.WorkOrders().query((query, q) => query.filter(q.target_qty.gt("'x'"))),
    written: () => service.WorkOrders().create({} as never),
  })) {
    const refused = await (asked() as Promise<unknown>).then(() => undefined, (error) => error);
    say(name, [refused?.status, refused?.cause?.message]);
  }
}

// @ts-expect-error there is no such set
export const set = () => service.Movement();
// @ts-expect-error there is no such property
export const property = () => service.WorkOrders().query((query) => query.select("target"));

void filters().then(keys).then(pages).then(refusals);
