select b.auction, b.price, b.bidder, b.date_time, b.extra
from bid b join (
        select date_bin('10 seconds', date_time, '2026-01-01') as starts, max(price) as maxprice
        from bid
        group by date_bin('10 seconds', date_time, '2026-01-01')
    ) as highest on date_bin('10 seconds', b.date_time, '2026-01-01') = highest.starts and b.price = highest.maxprice
