package dev.pgtrickle.driver;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/**
 * Passes every call on to a callable statement of pgjdbc. Generated once, by reflection.
 */
@NullUnmarked
@SuppressWarnings("deprecation")
abstract class CallableStatementDelegate extends PgTricklePreparedStatement implements CallableStatement {

    private final CallableStatement delegate;

    CallableStatementDelegate(PgTrickleConnection connection, CallableStatement delegate, Reading reading)
            throws SQLException {
        super(connection, delegate, reading);
        this.delegate = delegate;
    }

    @Override
    public Array getArray(String text) throws SQLException {
        return delegate.getArray(text);
    }

    @Override
    public Array getArray(int index) throws SQLException {
        return delegate.getArray(index);
    }

    @Override
    public BigDecimal getBigDecimal(String text) throws SQLException {
        return delegate.getBigDecimal(text);
    }

    @Override
    @Deprecated
    public BigDecimal getBigDecimal(int index, int number2) throws SQLException {
        return delegate.getBigDecimal(index, number2);
    }

    @Override
    public BigDecimal getBigDecimal(int index) throws SQLException {
        return delegate.getBigDecimal(index);
    }

    @Override
    public Blob getBlob(String text) throws SQLException {
        return delegate.getBlob(text);
    }

    @Override
    public Blob getBlob(int index) throws SQLException {
        return delegate.getBlob(index);
    }

    @Override
    public boolean getBoolean(String text) throws SQLException {
        return delegate.getBoolean(text);
    }

    @Override
    public boolean getBoolean(int index) throws SQLException {
        return delegate.getBoolean(index);
    }

    @Override
    public byte getByte(String text) throws SQLException {
        return delegate.getByte(text);
    }

    @Override
    public byte getByte(int index) throws SQLException {
        return delegate.getByte(index);
    }

    @Override
    public byte[] getBytes(String text) throws SQLException {
        return delegate.getBytes(text);
    }

    @Override
    public byte[] getBytes(int index) throws SQLException {
        return delegate.getBytes(index);
    }

    @Override
    public Reader getCharacterStream(String text) throws SQLException {
        return delegate.getCharacterStream(text);
    }

    @Override
    public Reader getCharacterStream(int index) throws SQLException {
        return delegate.getCharacterStream(index);
    }

    @Override
    public Clob getClob(String text) throws SQLException {
        return delegate.getClob(text);
    }

    @Override
    public Clob getClob(int index) throws SQLException {
        return delegate.getClob(index);
    }

    @Override
    public Date getDate(String text, Calendar calendar) throws SQLException {
        return delegate.getDate(text, calendar);
    }

    @Override
    public Date getDate(String text) throws SQLException {
        return delegate.getDate(text);
    }

    @Override
    public Date getDate(int index, Calendar calendar) throws SQLException {
        return delegate.getDate(index, calendar);
    }

    @Override
    public Date getDate(int index) throws SQLException {
        return delegate.getDate(index);
    }

    @Override
    public double getDouble(String text) throws SQLException {
        return delegate.getDouble(text);
    }

    @Override
    public double getDouble(int index) throws SQLException {
        return delegate.getDouble(index);
    }

    @Override
    public float getFloat(String text) throws SQLException {
        return delegate.getFloat(text);
    }

    @Override
    public float getFloat(int index) throws SQLException {
        return delegate.getFloat(index);
    }

    @Override
    public int getInt(String text) throws SQLException {
        return delegate.getInt(text);
    }

    @Override
    public int getInt(int index) throws SQLException {
        return delegate.getInt(index);
    }

    @Override
    public long getLong(String text) throws SQLException {
        return delegate.getLong(text);
    }

    @Override
    public long getLong(int index) throws SQLException {
        return delegate.getLong(index);
    }

    @Override
    public Reader getNCharacterStream(String text) throws SQLException {
        return delegate.getNCharacterStream(text);
    }

    @Override
    public Reader getNCharacterStream(int index) throws SQLException {
        return delegate.getNCharacterStream(index);
    }

    @Override
    public NClob getNClob(String text) throws SQLException {
        return delegate.getNClob(text);
    }

    @Override
    public NClob getNClob(int index) throws SQLException {
        return delegate.getNClob(index);
    }

    @Override
    public String getNString(String text) throws SQLException {
        return delegate.getNString(text);
    }

    @Override
    public String getNString(int index) throws SQLException {
        return delegate.getNString(index);
    }

    @Override
    public <T> T getObject(String text, Class<T> value) throws SQLException {
        return delegate.getObject(text, value);
    }

    @Override
    public Object getObject(String text, Map<String, Class<?>> value) throws SQLException {
        return delegate.getObject(text, value);
    }

    @Override
    public Object getObject(String text) throws SQLException {
        return delegate.getObject(text);
    }

    @Override
    public <T> T getObject(int number, Class<T> value) throws SQLException {
        return delegate.getObject(number, value);
    }

    @Override
    public Object getObject(int index, Map<String, Class<?>> value) throws SQLException {
        return delegate.getObject(index, value);
    }

    @Override
    public Object getObject(int index) throws SQLException {
        return delegate.getObject(index);
    }

    @Override
    public Ref getRef(String text) throws SQLException {
        return delegate.getRef(text);
    }

    @Override
    public Ref getRef(int index) throws SQLException {
        return delegate.getRef(index);
    }

    @Override
    public RowId getRowId(String text) throws SQLException {
        return delegate.getRowId(text);
    }

    @Override
    public RowId getRowId(int index) throws SQLException {
        return delegate.getRowId(index);
    }

    @Override
    public SQLXML getSQLXML(String text) throws SQLException {
        return delegate.getSQLXML(text);
    }

    @Override
    public SQLXML getSQLXML(int index) throws SQLException {
        return delegate.getSQLXML(index);
    }

    @Override
    public short getShort(String text) throws SQLException {
        return delegate.getShort(text);
    }

    @Override
    public short getShort(int index) throws SQLException {
        return delegate.getShort(index);
    }

    @Override
    public String getString(String text) throws SQLException {
        return delegate.getString(text);
    }

    @Override
    public String getString(int index) throws SQLException {
        return delegate.getString(index);
    }

    @Override
    public Time getTime(String text, Calendar calendar) throws SQLException {
        return delegate.getTime(text, calendar);
    }

    @Override
    public Time getTime(String text) throws SQLException {
        return delegate.getTime(text);
    }

    @Override
    public Time getTime(int index, Calendar calendar) throws SQLException {
        return delegate.getTime(index, calendar);
    }

    @Override
    public Time getTime(int index) throws SQLException {
        return delegate.getTime(index);
    }

    @Override
    public Timestamp getTimestamp(String text, Calendar calendar) throws SQLException {
        return delegate.getTimestamp(text, calendar);
    }

    @Override
    public Timestamp getTimestamp(String text) throws SQLException {
        return delegate.getTimestamp(text);
    }

    @Override
    public Timestamp getTimestamp(int index, Calendar calendar) throws SQLException {
        return delegate.getTimestamp(index, calendar);
    }

    @Override
    public Timestamp getTimestamp(int index) throws SQLException {
        return delegate.getTimestamp(index);
    }

    @Override
    public URL getURL(String text) throws SQLException {
        return delegate.getURL(text);
    }

    @Override
    public URL getURL(int index) throws SQLException {
        return delegate.getURL(index);
    }

    @Override
    public void registerOutParameter(String text1, int number, String text3) throws SQLException {
        delegate.registerOutParameter(text1, number, text3);
    }

    @Override
    public void registerOutParameter(String text, int number2, int number3) throws SQLException {
        delegate.registerOutParameter(text, number2, number3);
    }

    @Override
    public void registerOutParameter(String text, int number) throws SQLException {
        delegate.registerOutParameter(text, number);
    }

    @Override
    public void registerOutParameter(String text1, SQLType sQLType, String text3) throws SQLException {
        delegate.registerOutParameter(text1, sQLType, text3);
    }

    @Override
    public void registerOutParameter(String text, SQLType sQLType, int number) throws SQLException {
        delegate.registerOutParameter(text, sQLType, number);
    }

    @Override
    public void registerOutParameter(String text, SQLType sQLType) throws SQLException {
        delegate.registerOutParameter(text, sQLType);
    }

    @Override
    public void registerOutParameter(int index, int number2, String text) throws SQLException {
        delegate.registerOutParameter(index, number2, text);
    }

    @Override
    public void registerOutParameter(int index, int number2, int number3) throws SQLException {
        delegate.registerOutParameter(index, number2, number3);
    }

    @Override
    public void registerOutParameter(int index, int number2) throws SQLException {
        delegate.registerOutParameter(index, number2);
    }

    @Override
    public void registerOutParameter(int index, SQLType sQLType, String text) throws SQLException {
        delegate.registerOutParameter(index, sQLType, text);
    }

    @Override
    public void registerOutParameter(int index, SQLType sQLType, int number3) throws SQLException {
        delegate.registerOutParameter(index, sQLType, number3);
    }

    @Override
    public void registerOutParameter(int index, SQLType sQLType) throws SQLException {
        delegate.registerOutParameter(index, sQLType);
    }

    @Override
    public void setAsciiStream(String text, InputStream inputStream, int number) throws SQLException {
        delegate.setAsciiStream(text, inputStream, number);
    }

    @Override
    public void setAsciiStream(String text, InputStream inputStream, long size) throws SQLException {
        delegate.setAsciiStream(text, inputStream, size);
    }

    @Override
    public void setAsciiStream(String text, InputStream inputStream) throws SQLException {
        delegate.setAsciiStream(text, inputStream);
    }

    @Override
    public void setBigDecimal(String text, BigDecimal bigDecimal) throws SQLException {
        delegate.setBigDecimal(text, bigDecimal);
    }

    @Override
    public void setBinaryStream(String text, InputStream inputStream, int number) throws SQLException {
        delegate.setBinaryStream(text, inputStream, number);
    }

    @Override
    public void setBinaryStream(String text, InputStream inputStream, long size) throws SQLException {
        delegate.setBinaryStream(text, inputStream, size);
    }

    @Override
    public void setBinaryStream(String text, InputStream inputStream) throws SQLException {
        delegate.setBinaryStream(text, inputStream);
    }

    @Override
    public void setBlob(String text, InputStream inputStream, long size) throws SQLException {
        delegate.setBlob(text, inputStream, size);
    }

    @Override
    public void setBlob(String text, InputStream inputStream) throws SQLException {
        delegate.setBlob(text, inputStream);
    }

    @Override
    public void setBlob(String text, Blob blob) throws SQLException {
        delegate.setBlob(text, blob);
    }

    @Override
    public void setBoolean(String text, boolean flag) throws SQLException {
        delegate.setBoolean(text, flag);
    }

    @Override
    public void setByte(String text, byte number) throws SQLException {
        delegate.setByte(text, number);
    }

    @Override
    public void setBytes(String text, byte[] bytes) throws SQLException {
        delegate.setBytes(text, bytes);
    }

    @Override
    public void setCharacterStream(String text, Reader reader, int number) throws SQLException {
        delegate.setCharacterStream(text, reader, number);
    }

    @Override
    public void setCharacterStream(String text, Reader reader, long size) throws SQLException {
        delegate.setCharacterStream(text, reader, size);
    }

    @Override
    public void setCharacterStream(String text, Reader reader) throws SQLException {
        delegate.setCharacterStream(text, reader);
    }

    @Override
    public void setClob(String text, Reader reader, long size) throws SQLException {
        delegate.setClob(text, reader, size);
    }

    @Override
    public void setClob(String text, Reader reader) throws SQLException {
        delegate.setClob(text, reader);
    }

    @Override
    public void setClob(String text, Clob clob) throws SQLException {
        delegate.setClob(text, clob);
    }

    @Override
    public void setDate(String text, Date date, Calendar calendar) throws SQLException {
        delegate.setDate(text, date, calendar);
    }

    @Override
    public void setDate(String text, Date date) throws SQLException {
        delegate.setDate(text, date);
    }

    @Override
    public void setDouble(String text, double number) throws SQLException {
        delegate.setDouble(text, number);
    }

    @Override
    public void setFloat(String text, float number) throws SQLException {
        delegate.setFloat(text, number);
    }

    @Override
    public void setInt(String text, int number) throws SQLException {
        delegate.setInt(text, number);
    }

    @Override
    public void setLong(String text, long size) throws SQLException {
        delegate.setLong(text, size);
    }

    @Override
    public void setNCharacterStream(String text, Reader reader, long size) throws SQLException {
        delegate.setNCharacterStream(text, reader, size);
    }

    @Override
    public void setNCharacterStream(String text, Reader reader) throws SQLException {
        delegate.setNCharacterStream(text, reader);
    }

    @Override
    public void setNClob(String text, Reader reader, long size) throws SQLException {
        delegate.setNClob(text, reader, size);
    }

    @Override
    public void setNClob(String text, Reader reader) throws SQLException {
        delegate.setNClob(text, reader);
    }

    @Override
    public void setNClob(String text, NClob nClob) throws SQLException {
        delegate.setNClob(text, nClob);
    }

    @Override
    public void setNString(String text1, String text2) throws SQLException {
        delegate.setNString(text1, text2);
    }

    @Override
    public void setNull(String text1, int number, String text3) throws SQLException {
        delegate.setNull(text1, number, text3);
    }

    @Override
    public void setNull(String text, int number) throws SQLException {
        delegate.setNull(text, number);
    }

    @Override
    public void setObject(String text, Object value, int number3, int number4) throws SQLException {
        delegate.setObject(text, value, number3, number4);
    }

    @Override
    public void setObject(String text, Object value, int number) throws SQLException {
        delegate.setObject(text, value, number);
    }

    @Override
    public void setObject(String text, Object value, SQLType sQLType, int number) throws SQLException {
        delegate.setObject(text, value, sQLType, number);
    }

    @Override
    public void setObject(String text, Object value, SQLType sQLType) throws SQLException {
        delegate.setObject(text, value, sQLType);
    }

    @Override
    public void setObject(String text, Object value) throws SQLException {
        delegate.setObject(text, value);
    }

    @Override
    public void setRowId(String text, RowId rowId) throws SQLException {
        delegate.setRowId(text, rowId);
    }

    @Override
    public void setSQLXML(String text, SQLXML sQLXML) throws SQLException {
        delegate.setSQLXML(text, sQLXML);
    }

    @Override
    public void setShort(String text, short number) throws SQLException {
        delegate.setShort(text, number);
    }

    @Override
    public void setString(String text1, String text2) throws SQLException {
        delegate.setString(text1, text2);
    }

    @Override
    public void setTime(String text, Time time, Calendar calendar) throws SQLException {
        delegate.setTime(text, time, calendar);
    }

    @Override
    public void setTime(String text, Time time) throws SQLException {
        delegate.setTime(text, time);
    }

    @Override
    public void setTimestamp(String text, Timestamp timestamp, Calendar calendar) throws SQLException {
        delegate.setTimestamp(text, timestamp, calendar);
    }

    @Override
    public void setTimestamp(String text, Timestamp timestamp) throws SQLException {
        delegate.setTimestamp(text, timestamp);
    }

    @Override
    public void setURL(String text, URL uRL) throws SQLException {
        delegate.setURL(text, uRL);
    }

    @Override
    public boolean wasNull() throws SQLException {
        return delegate.wasNull();
    }
}
