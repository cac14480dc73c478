select seller, closed,
    avg(final) over (partition by seller order by closed, id rows between 9 preceding and current row) as average
from (
    select a.id, a.seller, a.expires as closed, max(b.price) as final
    from auction a join bid b on b.auction = a.id
    where b.date_time between a.date_time and a.expires
    group by a.id, a.seller, a.expires
) as sold
