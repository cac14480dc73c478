package dev.pgtrickle.driver;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.NullUnmarked;

/**
 * Passes every call on to a prepared statement of pgjdbc. Generated once, by reflection; what differs is in {@link PgTricklePreparedStatement}.
 */
@NullUnmarked
@SuppressWarnings("deprecation")
abstract class PreparedStatementDelegate extends PgTrickleStatement implements PreparedStatement {

    private final PreparedStatement delegate;

    PreparedStatementDelegate(PgTrickleConnection connection, PreparedStatement delegate) throws SQLException {
        super(connection, delegate);
        this.delegate = delegate;
    }

    @Override
    public void addBatch() throws SQLException {
        delegate.addBatch();
    }

    @Override
    public void clearParameters() throws SQLException {
        delegate.clearParameters();
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return delegate.executeLargeUpdate();
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return delegate.executeQuery();
    }

    @Override
    public int executeUpdate() throws SQLException {
        return delegate.executeUpdate();
    }

    @Override
    public boolean execute() throws SQLException {
        return delegate.execute();
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        return delegate.getMetaData();
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        return delegate.getParameterMetaData();
    }

    @Override
    public void setArray(int index, Array array) throws SQLException {
        delegate.setArray(index, array);
    }

    @Override
    public void setAsciiStream(int index, InputStream inputStream, int number3) throws SQLException {
        delegate.setAsciiStream(index, inputStream, number3);
    }

    @Override
    public void setAsciiStream(int index, InputStream inputStream, long size) throws SQLException {
        delegate.setAsciiStream(index, inputStream, size);
    }

    @Override
    public void setAsciiStream(int index, InputStream inputStream) throws SQLException {
        delegate.setAsciiStream(index, inputStream);
    }

    @Override
    public void setBigDecimal(int index, BigDecimal bigDecimal) throws SQLException {
        delegate.setBigDecimal(index, bigDecimal);
    }

    @Override
    public void setBinaryStream(int index, InputStream inputStream, int number3) throws SQLException {
        delegate.setBinaryStream(index, inputStream, number3);
    }

    @Override
    public void setBinaryStream(int index, InputStream inputStream, long size) throws SQLException {
        delegate.setBinaryStream(index, inputStream, size);
    }

    @Override
    public void setBinaryStream(int index, InputStream inputStream) throws SQLException {
        delegate.setBinaryStream(index, inputStream);
    }

    @Override
    public void setBlob(int index, InputStream inputStream, long size) throws SQLException {
        delegate.setBlob(index, inputStream, size);
    }

    @Override
    public void setBlob(int index, InputStream inputStream) throws SQLException {
        delegate.setBlob(index, inputStream);
    }

    @Override
    public void setBlob(int index, Blob blob) throws SQLException {
        delegate.setBlob(index, blob);
    }

    @Override
    public void setBoolean(int index, boolean flag) throws SQLException {
        delegate.setBoolean(index, flag);
    }

    @Override
    public void setByte(int index, byte number) throws SQLException {
        delegate.setByte(index, number);
    }

    @Override
    public void setBytes(int index, byte[] bytes) throws SQLException {
        delegate.setBytes(index, bytes);
    }

    @Override
    public void setCharacterStream(int index, Reader reader, int number3) throws SQLException {
        delegate.setCharacterStream(index, reader, number3);
    }

    @Override
    public void setCharacterStream(int index, Reader reader, long size) throws SQLException {
        delegate.setCharacterStream(index, reader, size);
    }

    @Override
    public void setCharacterStream(int index, Reader reader) throws SQLException {
        delegate.setCharacterStream(index, reader);
    }

    @Override
    public void setClob(int index, Reader reader, long size) throws SQLException {
        delegate.setClob(index, reader, size);
    }

    @Override
    public void setClob(int index, Reader reader) throws SQLException {
        delegate.setClob(index, reader);
    }

    @Override
    public void setClob(int index, Clob clob) throws SQLException {
        delegate.setClob(index, clob);
    }

    @Override
    public void setDate(int index, Date date, Calendar calendar) throws SQLException {
        delegate.setDate(index, date, calendar);
    }

    @Override
    public void setDate(int index, Date date) throws SQLException {
        delegate.setDate(index, date);
    }

    @Override
    public void setDouble(int index, double number) throws SQLException {
        delegate.setDouble(index, number);
    }

    @Override
    public void setFloat(int index, float number) throws SQLException {
        delegate.setFloat(index, number);
    }

    @Override
    public void setInt(int index, int number2) throws SQLException {
        delegate.setInt(index, number2);
    }

    @Override
    public void setLong(int index, long size) throws SQLException {
        delegate.setLong(index, size);
    }

    @Override
    public void setNCharacterStream(int index, Reader reader, long size) throws SQLException {
        delegate.setNCharacterStream(index, reader, size);
    }

    @Override
    public void setNCharacterStream(int index, Reader reader) throws SQLException {
        delegate.setNCharacterStream(index, reader);
    }

    @Override
    public void setNClob(int index, Reader reader, long size) throws SQLException {
        delegate.setNClob(index, reader, size);
    }

    @Override
    public void setNClob(int index, Reader reader) throws SQLException {
        delegate.setNClob(index, reader);
    }

    @Override
    public void setNClob(int index, NClob nClob) throws SQLException {
        delegate.setNClob(index, nClob);
    }

    @Override
    public void setNString(int index, String text) throws SQLException {
        delegate.setNString(index, text);
    }

    @Override
    public void setNull(int index, int number2, String text) throws SQLException {
        delegate.setNull(index, number2, text);
    }

    @Override
    public void setNull(int index, int number2) throws SQLException {
        delegate.setNull(index, number2);
    }

    @Override
    public void setObject(int index, Object value, int number3, int number4) throws SQLException {
        delegate.setObject(index, value, number3, number4);
    }

    @Override
    public void setObject(int index, Object value, int number3) throws SQLException {
        delegate.setObject(index, value, number3);
    }

    @Override
    public void setObject(int index, Object value, SQLType sQLType, int number4) throws SQLException {
        delegate.setObject(index, value, sQLType, number4);
    }

    @Override
    public void setObject(int index, Object value, SQLType sQLType) throws SQLException {
        delegate.setObject(index, value, sQLType);
    }

    @Override
    public void setObject(int index, Object value) throws SQLException {
        delegate.setObject(index, value);
    }

    @Override
    public void setRef(int index, Ref ref) throws SQLException {
        delegate.setRef(index, ref);
    }

    @Override
    public void setRowId(int index, RowId rowId) throws SQLException {
        delegate.setRowId(index, rowId);
    }

    @Override
    public void setSQLXML(int index, SQLXML sQLXML) throws SQLException {
        delegate.setSQLXML(index, sQLXML);
    }

    @Override
    public void setShort(int index, short number) throws SQLException {
        delegate.setShort(index, number);
    }

    @Override
    public void setString(int index, String text) throws SQLException {
        delegate.setString(index, text);
    }

    @Override
    public void setTime(int index, Time time, Calendar calendar) throws SQLException {
        delegate.setTime(index, time, calendar);
    }

    @Override
    public void setTime(int index, Time time) throws SQLException {
        delegate.setTime(index, time);
    }

    @Override
    public void setTimestamp(int index, Timestamp timestamp, Calendar calendar) throws SQLException {
        delegate.setTimestamp(index, timestamp, calendar);
    }

    @Override
    public void setTimestamp(int index, Timestamp timestamp) throws SQLException {
        delegate.setTimestamp(index, timestamp);
    }

    @Override
    public void setURL(int index, URL uRL) throws SQLException {
        delegate.setURL(index, uRL);
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int index, InputStream inputStream, int number3) throws SQLException {
        delegate.setUnicodeStream(index, inputStream, number3);
    }
}
