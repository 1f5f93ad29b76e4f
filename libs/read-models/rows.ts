import { arrayOf, type Scalar, send, type Statement } from '#read-models/statements';
import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';

type ColumnMetadata = EntityMetadata['columns'][number];

const quoted = (name: string) => `"${name}"`;

/** The full name of an entity's table in a schema, which need not be the live one. */
export const tableIn = (db: EntityManager, entity: EntityTarget<ObjectLiteral>, schema: string): string =>
  `${quoted(schema)}.${quoted(db.dataSource.getMetadata(entity).tableName)}`;

function parameter(column: ColumnMetadata, value: unknown): Scalar {
  const { transformer } = column;
  const stored = (transformer && !Array.isArray(transformer) ? transformer.to(value) : value) as Scalar | object;
  return column.type === 'jsonb' && stored !== null ? JSON.stringify(stored) : (stored as Scalar);
}

/** Writes each row once, in one statement: a row of the same key is replaced whole. No two rows may have the same key. */
export function upsertRows<Row extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<Row>,
  schema: string,
  rows: readonly Row[],
): readonly Statement[] {
  if (rows.length === 0) return [];
  const { columns, primaryColumns } = db.dataSource.getMetadata(entity);
  const names = columns.map(({ databaseName }) => quoted(databaseName));
  const keys = primaryColumns.map(({ databaseName }) => quoted(databaseName));
  const changes = names.filter((name) => !keys.includes(name)).map((name) => `${name} = excluded.${name}`);
  const text = `insert into ${tableIn(db, entity, schema)} (${names.join(', ')})
     select * from unnest(${columns.map(({ type }, index) => `$${index + 1}::${String(type)}[]`).join(', ')})
     on conflict (${keys.join(', ')}) do ${changes.length > 0 ? `update set ${changes.join(', ')}` : 'nothing'}`;
  const values = columns.map((column) =>
    arrayOf(rows.map((row) => parameter(column, column.getEntityValue(row) ?? null))),
  );
  return [{ text, values }];
}

/** The rows of an entity in a schema whose column is one of these values. */
export async function rowsWhere<Row extends ObjectLiteral>(
  db: EntityManager,
  from: { entity: EntityTarget<Row>; schema: string },
  column: keyof Row & string,
  values: readonly string[],
): Promise<Row[]> {
  if (values.length === 0) return [];
  const metadata = db.dataSource.getMetadata(from.entity);
  const names = metadata.columns.map(({ databaseName }) => quoted(databaseName));
  const raw = await send<Record<string, unknown>>(
    db,
    `select ${names.join(', ')} from ${tableIn(db, from.entity, from.schema)} where ${isOneOf(metadata, column)}`,
    [[...new Set(values)]],
  );
  return raw.map((row) => asEntity(metadata.columns, row) as Row);
}

function isOneOf(metadata: EntityMetadata, property: string): string {
  const column = metadata.findColumnWithPropertyName(property);
  if (!column) throw new Error(`${metadata.name} has no ${property}.`);
  return `${quoted(column.databaseName)} = any($1::${String(column.type)}[])`;
}

function asEntity(columns: readonly ColumnMetadata[], raw: Record<string, unknown>): ObjectLiteral {
  const entries = columns.map(({ propertyName, databaseName, transformer }) => {
    const value = raw[databaseName];
    const read: unknown = transformer && !Array.isArray(transformer) ? transformer.from(value) : value;
    return [propertyName, read] as const;
  });
  return Object.fromEntries(entries);
}

/** Takes away the rows of an entity in a schema whose column is one of these values. */
export function deleteWhere(
  db: EntityManager,
  from: { entity: EntityTarget<ObjectLiteral>; schema: string },
  column: string,
  values: readonly string[],
): readonly Statement[] {
  if (values.length === 0) return [];
  const where = isOneOf(db.dataSource.getMetadata(from.entity), column);
  const text = `delete from ${tableIn(db, from.entity, from.schema)} where ${where}`;
  return [{ text, values: [arrayOf([...new Set(values)])] }];
}
