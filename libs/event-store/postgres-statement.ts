import type pg from 'pg';

/** The fields of a row as the server writes them. */
export type Fields = readonly (string | null)[];

/** What pg asks of a query that it did not make itself. */
class Statement implements pg.Submittable {
  readonly #rows: Fields[] = [];

  /** `callback` is the name under which pg looks for it. */
  constructor(
    private readonly name: string,
    private readonly values: string[],
    private readonly callback: (error: Error | undefined, rows: Fields[]) => void,
  ) {}

  submit(connection: pg.Connection): void {
    connection.stream.cork();
    try {
      connection.bind({ statement: this.name, values: this.values }, true);
      connection.execute({}, true);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  handleDataRow({ fields }: { readonly fields: Fields }): void {
    this.#rows.push(fields);
  }

  handleCommandComplete(): void {
    // How many rows there were is told by the rows.
  }

  handleReadyForQuery(): void {
    this.callback(undefined, this.#rows);
  }

  handleError(error: Error): void {
    this.callback(error, []);
  }
}

/**
 * The rows of a statement that was prepared on this connection. pg's own query would have the server describe the columns
 * each time, and would read each field by its type (ADR 26).
 */
export const execute = <Row extends Fields>(client: pg.Client, name: string, values: string[]): Promise<Row[]> =>
  new Promise((resolve, reject) => {
    client.query(
      new Statement(name, values, (error, rows) => (error ? reject(error) : resolve(rows as unknown as Row[]))),
    );
  });
