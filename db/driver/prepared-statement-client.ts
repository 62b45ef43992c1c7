import type { Writable } from 'node:stream';
import pg from 'pg';

/** Statements of a connection whose plans are kept; each costs some 10 kB there. */
const mostKept = 200;
/** Texts that were seen once; more would be those with lists of changing length, which never come again. */
const mostSeen = 500;
/** "Cached plan must not change result type": a migration changed a table since (PostgreSQL, `plancache.c`). */
const resultChanged = '0A000';

type Names = Map<string, string | null>;

/**
 * A connection that lets PostgreSQL parse and plan a statement once and run it often: from the second time a text is sent
 * it has a name (PostgreSQL, "Prepared Statements"). Under the integration's lock planning was two fifths of the
 * statements' time (docs/decisions/0025).
 */
export class PreparedStatementClient extends pg.Client {
  readonly #seen = new Set<string>();
  /** Null: not kept any more. */
  readonly #names: Names = new Map();

  override query = ((query: unknown, values: unknown, ...rest: unknown[]) => {
    this.#gather();
    const send = super.query.bind(this) as (...given: unknown[]) => unknown;
    // Only those with values: a text without any may be several statements, which no name can have.
    const mayBeNamed = typeof query === 'string' && Array.isArray(values) && values.length > 0;
    const name = mayBeNamed ? this.#nameOf(query) : null;
    if (name === null) return send(query, values, ...rest);
    const sent = send({ name, text: query, values }, ...rest);
    if (sent instanceof Promise)
      sent.catch((error: unknown) => {
        if ((error as { readonly code?: unknown }).code === resultChanged)
          this.#names.set(query as string, null);
      });
    return sent;
  }) as pg.Client['query'];

  /** What is asked in one go leaves in one packet: each write of its own costs as much as a small statement. */
  #gather(): void {
    const { stream } = (this as unknown as { readonly connection: { readonly stream: Writable } }).connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  #nameOf(text: string): string | null {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (!this.#seen.delete(text)) {
      if (this.#seen.size >= mostSeen) this.#seen.clear();
      this.#seen.add(text);
      return null;
    }
    if (this.#names.size >= mostKept) return null;
    const name = `s${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }
}
