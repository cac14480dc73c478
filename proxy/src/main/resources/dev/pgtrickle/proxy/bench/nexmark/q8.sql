select p.id, p.name, p.starts
from (
        select id, name, date_bin('10 seconds', date_time, '2026-01-01') as starts
        from person
        group by id, name, date_bin('10 seconds', date_time, '2026-01-01')
    ) as p join (
        select seller, date_bin('10 seconds', date_time, '2026-01-01') as starts
        from auction
        group by seller, date_bin('10 seconds', date_time, '2026-01-01')
    ) as a on p.id = a.seller and p.starts = a.starts
