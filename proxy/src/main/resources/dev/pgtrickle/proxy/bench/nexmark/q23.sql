select b.auction, b.price, b.date_time as bid_time, buyer.name as bidder, a.item_name, seller.name as seller
from bid b join auction a on b.auction = a.id join person buyer on b.bidder = buyer.id join person seller on a.seller = seller.id
