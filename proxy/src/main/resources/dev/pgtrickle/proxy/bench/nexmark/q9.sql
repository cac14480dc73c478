select id, item_name, initial_bid, reserve, seller, category, bidder, price, bid_time
from (
    select a.id, a.item_name, a.initial_bid, a.reserve, a.seller, a.category, b.bidder, b.price, b.date_time as bid_time,
        row_number() over (partition by a.id order by b.price desc, b.date_time) as place
    from auction a join bid b on b.auction = a.id
    where b.date_time between a.date_time and a.expires
) as ranked
where place = 1
