-- The queries of the Nexmark benchmark in PostgreSQL's SQL; windows over event time become date_bin.

-- ## nexmark
-- @path nexmark
SELECT auction, bidder, price, channel, url, date_time, extra FROM bid;
-- @path nexmark
SELECT auction, bidder, 0.908 * price AS price, date_time, extra FROM bid;
-- @path nexmark
SELECT auction, price FROM bid WHERE mod(auction, 123) = 0;
-- @path nexmark
SELECT p.name, p.city, p.state, a.id
FROM auction AS a INNER JOIN person AS p ON a.seller = p.id
WHERE a.category = 10 AND (p.state = 'or' OR p.state = 'id' OR p.state = 'ca');
-- @path nexmark
SELECT q.category, avg(q.final) AS average
FROM (
    SELECT max(b.price) AS final, a.category
    FROM auction a, bid b
    WHERE a.id = b.auction AND b.date_time BETWEEN a.date_time AND a.expires
    GROUP BY a.id, a.category) q
GROUP BY q.category;
-- @path nexmark
WITH counts AS (
    SELECT auction, count(*) AS num, w AS starttime, w + interval '10 seconds' AS endtime
    FROM bid, LATERAL generate_series(
        date_bin('2 seconds', date_time, timestamp '2000-01-01') - interval '8 seconds',
        date_bin('2 seconds', date_time, timestamp '2000-01-01'), interval '2 seconds') AS w
    GROUP BY auction, w)
SELECT c.auction, c.num
FROM counts c JOIN (SELECT max(num) AS maxn, starttime, endtime FROM counts GROUP BY starttime, endtime) m
    ON c.starttime = m.starttime AND c.endtime = m.endtime AND c.num >= m.maxn;
-- @path nexmark
SELECT q.seller, avg(q.final) OVER (PARTITION BY q.seller ORDER BY q.date_time ROWS BETWEEN 10 PRECEDING AND CURRENT ROW)
FROM (
    SELECT DISTINCT ON (a.id, a.seller) a.id, a.seller, b.price AS final, b.date_time
    FROM auction AS a, bid AS b
    WHERE a.id = b.auction AND b.date_time BETWEEN a.date_time AND a.expires
    ORDER BY a.id, a.seller, b.price DESC) AS q;
-- @path nexmark
SELECT b.auction, b.price, b.bidder, b.date_time, b.extra
FROM bid b JOIN (
    SELECT max(price) AS maxprice, date_bin('10 seconds', date_time, timestamp '2000-01-01') + interval '10 seconds' AS endtime
    FROM bid
    GROUP BY 2) m ON b.price = m.maxprice
WHERE b.date_time BETWEEN m.endtime - interval '10 seconds' AND m.endtime;
-- @path nexmark
SELECT p.id, p.name, p.starttime
FROM (
    SELECT id, name, date_bin('10 seconds', date_time, timestamp '2000-01-01') AS starttime FROM person GROUP BY 1, 2, 3) p
JOIN (
    SELECT seller, date_bin('10 seconds', date_time, timestamp '2000-01-01') AS starttime FROM auction GROUP BY 1, 2) a
    ON p.id = a.seller AND p.starttime = a.starttime;
-- @path nexmark
SELECT id, item_name, description, initial_bid, reserve, date_time, expires, seller, category, extra, auction, bidder, price, bid_date_time
FROM (
    SELECT a.*, b.auction, b.bidder, b.price, b.date_time AS bid_date_time,
        row_number() OVER (PARTITION BY a.id ORDER BY b.price DESC, b.date_time ASC) AS rownum
    FROM auction a, bid b
    WHERE a.id = b.auction AND b.date_time BETWEEN a.date_time AND a.expires) ranked
WHERE rownum <= 1;
-- @path nexmark
SELECT auction, bidder, price, date_time, extra, to_char(date_time, 'YYYY-MM-DD') AS day, to_char(date_time, 'HH24:MI') AS minute FROM bid;
-- @path nexmark
SELECT bidder, count(*) AS bid_count, min(date_time) AS starttime, max(date_time) AS endtime
FROM (
    SELECT bidder, date_time, sum(fresh) OVER (PARTITION BY bidder ORDER BY date_time) AS session
    FROM (
        SELECT bidder, date_time,
            CASE WHEN date_time - lag(date_time) OVER (PARTITION BY bidder ORDER BY date_time) <= interval '10 seconds' THEN 0 ELSE 1 END
                AS fresh
        FROM bid) gaps) sessions
GROUP BY bidder, session;
-- @path nexmark
SELECT bidder, count(*) AS bid_count, date_bin('10 seconds', date_time, timestamp '2000-01-01') AS starttime FROM bid GROUP BY bidder, 3;
-- @path nexmark
SELECT b.auction, b.bidder, b.price, b.date_time, s.value FROM bid b JOIN side_input s ON mod(b.auction, 10000) = s.key;
-- @path nexmark
SELECT auction, bidder, 0.908 * price AS price,
    CASE
        WHEN extract(hour FROM date_time) >= 8 AND extract(hour FROM date_time) <= 18 THEN 'dayTime'
        WHEN extract(hour FROM date_time) <= 6 OR extract(hour FROM date_time) >= 20 THEN 'nightTime'
        ELSE 'otherTime'
    END AS bid_time_type, date_time, extra, length(extra) - length(replace(extra, 'c', '')) AS c_counts
FROM bid
WHERE 0.908 * price > 1000000 AND 0.908 * price < 50000000;
-- @path nexmark
SELECT to_char(date_time, 'YYYY-MM-DD') AS day, count(*) AS total_bids,
    count(*) FILTER (WHERE price < 10000) AS rank1_bids,
    count(*) FILTER (WHERE price >= 10000 AND price < 1000000) AS rank2_bids,
    count(*) FILTER (WHERE price >= 1000000) AS rank3_bids,
    count(DISTINCT bidder) AS total_bidders,
    count(DISTINCT bidder) FILTER (WHERE price < 10000) AS rank1_bidders,
    count(DISTINCT auction) AS total_auctions
FROM bid
GROUP BY to_char(date_time, 'YYYY-MM-DD');
-- @path nexmark
SELECT channel, to_char(date_time, 'YYYY-MM-DD') AS day, max(to_char(date_time, 'HH24:MI')) AS minute, count(*) AS total_bids,
    count(DISTINCT bidder) FILTER (WHERE price >= 1000000) AS rank3_bidders
FROM bid
GROUP BY channel, to_char(date_time, 'YYYY-MM-DD');
-- @path nexmark
SELECT auction, to_char(date_time, 'YYYY-MM-DD') AS day, count(*) AS total_bids, min(price) AS min_price, max(price) AS max_price,
    avg(price) AS avg_price, sum(price) AS sum_price
FROM bid
GROUP BY auction, to_char(date_time, 'YYYY-MM-DD');
-- @path nexmark
SELECT auction, bidder, price, channel, url, date_time, extra
FROM (SELECT *, row_number() OVER (PARTITION BY bidder, auction ORDER BY date_time DESC) AS rank_number FROM bid) b
WHERE rank_number <= 1;
-- @path nexmark
SELECT auction, bidder, price, channel, url, date_time, extra
FROM (SELECT *, row_number() OVER (PARTITION BY auction ORDER BY price DESC) AS rank_number FROM bid) b
WHERE rank_number <= 10;
-- @path nexmark
SELECT a.id, a.item_name, a.category, b.price, b.bidder
FROM bid AS b INNER JOIN auction AS a ON b.auction = a.id
WHERE a.category = 10;
-- @path nexmark
SELECT auction, bidder, price, channel,
    CASE WHEN lower(channel) = 'apple' THEN '0' WHEN lower(channel) = 'google' THEN '1' WHEN lower(channel) = 'facebook' THEN '2'
        ELSE substring(url FROM '(?:&|^)channel_id=([^&]*)') END AS channel_id
FROM bid
WHERE substring(url FROM '(?:&|^)channel_id=([^&]*)') IS NOT NULL OR lower(channel) IN ('apple', 'google', 'facebook', 'baidu');
-- @path nexmark
SELECT auction, bidder, price, channel, split_part(url, '/', 4) AS dir1, split_part(url, '/', 5) AS dir2, split_part(url, '/', 6) AS dir3
FROM bid;
