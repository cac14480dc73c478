with hop (auction, starts, num) as (
    select b.auction, h.starts, count(*)
    from bid b,
        generate_series(date_bin('2 seconds', b.date_time, '2026-01-01') - interval '8 seconds',
            date_bin('2 seconds', b.date_time, '2026-01-01'), interval '2 seconds') as h (starts)
    group by b.auction, h.starts)
select hop.auction, hop.num, hop.starts
from hop join (select starts, max(num) as maxn from hop group by starts) as most on most.starts = hop.starts and most.maxn = hop.num
