package dev.pgtrickle.driver;

import java.sql.Connection;
import java.sql.SQLException;
import javax.transaction.xa.XAException;
import javax.transaction.xa.Xid;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.xa.PGXAConnection;

/** A physical connection of pgjdbc for a transaction manager: each handle to it that a client gets knows stream tables. */
final class PgTrickleXAConnection extends PGXAConnection {

    private final BaseConnection connection;
    private final PhysicalSession session;

    PgTrickleXAConnection(BaseConnection connection, Place place) throws SQLException {
        super(connection);
        this.connection = connection;
        this.session = PhysicalSession.of(connection, place);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return new PgTrickleConnection(super.getConnection(), session);
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        refuseFailed(xid);
        return super.prepare(xid);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        if (onePhase) {
            refuseFailed(xid);
        }
        super.commit(xid, onePhase);
    }

    /** Of an aborted transaction, which the server rolls back whatever it is asked for, nobody is told that it was prepared or committed. */
    private void refuseFailed(Xid xid) throws XAException {
        if (connection.getTransactionState() == TransactionState.FAILED) {
            rollback(xid);
            XAException refusal = new XAException("the transaction was aborted by an error and has been rolled back");
            refusal.errorCode = XAException.XA_RBROLLBACK;
            throw refusal;
        }
    }
}
