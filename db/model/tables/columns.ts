import type { ColumnType } from 'kysely';
import type { Unread } from '../stored-documents.ts';

/** JSON columns are read parsed and written as text (Kysely would send arrays as PostgreSQL arrays). */
export type Json<T> = ColumnType<T, string, string>;
/** A document with its form beside it; db/model/stored-documents.ts reads it. */
export type Stored<T> = ColumnType<Unread<T>, string, string>;
export type StoredWithDefault<T> = ColumnType<Unread<T>, string | undefined, string>;
export type StoredOrNull<T> = ColumnType<Unread<T> | null, string | null | undefined, string | null>;
/** A message as stored; read with `StoredMessage`. */
export type MessageOrNull = ColumnType<unknown, string | null | undefined, string | null>;
/** JSON that its reader parses; null: there is none. */
export type JsonOrNull = ColumnType<unknown, string | null | undefined, string | null>;
export type Bytes = ColumnType<Buffer, Uint8Array, Uint8Array>;
export type BytesOrNull = ColumnType<Buffer | null, Uint8Array | null, Uint8Array | null>;
export type JsonWithDefault<T> = ColumnType<T, string | undefined, string>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
export type Numeric = ColumnType<string, string | number, string | number>;
export type NullableTimestamp = ColumnType<
  Date | null,
  Date | string | null | undefined,
  Date | string | null
>;
export type NullableNumeric = ColumnType<
  string | null,
  string | number | null | undefined,
  string | number | null
>;
export type TimestampWithDefault = ColumnType<Date, Date | string | undefined, Date | string>;
