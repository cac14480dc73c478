package dev.pgtrickle.proxy.session;

import dev.pgtrickle.proxy.inject.Interceptors;

/**
 * What all sessions of a proxy have in common.
 *
 * @param interceptors finds the interceptor of a database
 * @param commitListener is told about commits
 */
public record SessionSettings(Interceptors interceptors, CommitListener commitListener) {}
