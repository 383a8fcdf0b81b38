# The five aggregations of the tally by DuckDB, over the rows that the desk was filled with: the sum
# of their medians in milliseconds. Arguments: the rows, the rounds.
import statistics
import sys
import time

import duckdb

rows, rounds = sys.argv[1], int(sys.argv[2])
duck = duckdb.connect()
duck.execute("CREATE TABLE decisions AS SELECT * FROM read_csv(?, header = true, all_varchar = false)", [rows])
COUNTS = "count(*) FILTER (WHERE NOT overturned) AS strikes, count(*) FILTER (WHERE overturned) AS dropped"
QUERIES = [
    f"""SELECT family, {COUNTS} FROM decisions WHERE strike GROUP BY family
        HAVING strikes >= 2 ORDER BY strikes DESC LIMIT 501""",
    f"SELECT inmate, {COUNTS} FROM decisions WHERE strike GROUP BY inmate ORDER BY strikes DESC LIMIT 501",
    f"""SELECT reason, {COUNTS} FROM (SELECT unnest(string_split(reasons, '|')) AS reason, overturned
        FROM decisions WHERE strike) GROUP BY reason ORDER BY strikes DESC""",
    f"SELECT unit, {COUNTS} FROM decisions WHERE strike GROUP BY unit ORDER BY strikes DESC",
    f"SELECT month, {COUNTS} FROM decisions WHERE strike GROUP BY month ORDER BY month DESC",
]
total = 0.0
for query in QUERIES:
    duck.execute(query).fetchall()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        duck.execute(query).fetchall()
        took.append((time.perf_counter() - began) * 1e3)
    total += statistics.median(took)
print(total)
