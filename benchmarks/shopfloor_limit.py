"""The limit of watching the floor: the same figures by plain SQL, a connection a caller."""

STANDING = """
    SELECT health, count(*) FROM (
        SELECT CASE WHEN e.made >= w.target_qty THEN 'COMPLETED' WHEN w.deadline < $1 THEN 'DELAYED'
                    WHEN d.elapsed * w.target_qty - d.planned * e.made > 0.1 * d.planned * w.target_qty THEN 'OFF'
                    WHEN d.elapsed * w.target_qty - d.planned * e.made > 0.03 * d.planned * w.target_qty
                         OR d.days_left <= 3 AND w.target_qty - e.made > e.recent * d.days_left THEN 'AT_RISK'
                    ELSE 'ON_TRACK' END AS health
        FROM work_order w
        JOIN (SELECT work_order_id, sum(quantity) AS made, avg(quantity) FILTER (WHERE nth <= 5) AS recent
              FROM (SELECT work_order_id, quantity,
                           row_number() OVER (PARTITION BY work_order_id ORDER BY production_date DESC) AS nth
                    FROM daily_production WHERE production_date <= $1) AS one
              GROUP BY 1) AS e ON e.work_order_id = w.id
        CROSS JOIN LATERAL (
            SELECT count(*) AS planned, count(*) FILTER (WHERE day < $1) AS elapsed,
                   count(*) FILTER (WHERE day >= $1) AS days_left
            FROM generate_series(CAST(w.planned_start AS timestamp), CAST(w.deadline AS timestamp), interval '1 day')
                AS day
            WHERE extract(isodow FROM day) <= 5) AS d
    ) AS orders GROUP BY 1"""
DAY = """
    SELECT w.stage, w.department, count(*), sum(w.target_qty / d.planned), sum(p.quantity), sum(p.scrap_quantity)
    FROM work_order w
    CROSS JOIN LATERAL (
        SELECT count(*) AS planned
        FROM generate_series(CAST(w.planned_start AS timestamp), CAST(w.deadline AS timestamp), interval '1 day') AS day
        WHERE extract(isodow FROM day) <= 5) AS d
    LEFT JOIN daily_production p ON p.work_order_id = w.id AND p.production_date = $1
    WHERE $1 BETWEEN w.planned_start AND w.deadline
    GROUP BY GROUPING SETS ((w.stage), (w.department), ())"""
"""Sums alone: what is rounded, missing or of an order is left out."""
