select auction, bidder, price, channel, url, date_time, extra, place
from (
    select b.*, row_number() over (partition by auction order by price desc, date_time) as place
    from bid b
) as ranked
where place <= 10
