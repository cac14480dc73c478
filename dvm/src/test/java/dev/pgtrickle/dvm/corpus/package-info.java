/**
 * Queries that tests of several stages run on: {@link dev.pgtrickle.dvm.corpus.Corpus} reads the files, {@link
 * dev.pgtrickle.dvm.corpus.CorpusDatabase} makes what they refer to.
 */
package dev.pgtrickle.dvm.corpus;
