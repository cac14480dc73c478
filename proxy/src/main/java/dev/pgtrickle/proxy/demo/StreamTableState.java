package dev.pgtrickle.proxy.demo;

import dev.pgtrickle.proxy.tpch.TpchQuery;

/**
 * A stream table of the demo, as the catalog describes it.
 *
 * @param query its query
 * @param id its {@code pgt_id}
 * @param mode how it is refreshed
 * @param reason why it is not maintained incrementally, empty when it is
 */
record StreamTableState(TpchQuery query, long id, String mode, String reason) {}
