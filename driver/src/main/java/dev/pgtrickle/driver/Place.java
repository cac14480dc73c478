package dev.pgtrickle.driver;

import javax.sql.DataSource;

/**
 * Where connections of one driver or data source lead, and what they share.
 *
 * @param settings what the application says about stream tables
 * @param others opens further sessions there
 * @param readers what is known there of who may read stream tables
 */
record Place(Settings settings, DataSource others, KnownReaders readers) {}
