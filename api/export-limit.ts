import type { Response } from 'express';
import pLimit from 'p-limit';
import { exportsAtOnce } from '../domain/defaults.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';

/** Rendering a file takes seconds, and sending a table file holds a database connection. */
export const isExport = ({ path }: Pick<Route, 'path'>): boolean => /\.(csv|pdf|xlsx|zip)$/u.test(path);

/** Limits concurrent exports in this process, so that connections remain for other requests. */
export class ExportLimit {
  readonly #inTurn = pLimit(exportsAtOnce.all);
  readonly #ofPerson = new Map<string, number>();

  /**
   * Does the work in its turn. Throws TooManyExports where this person has as many under way or waiting as one may have.
   * @param person the member; the keys they made count as theirs
   */
  async during(person: string, response: Response, work: () => Promise<void>): Promise<void> {
    const before = this.#ofPerson.get(person) ?? 0;
    if (before >= exportsAtOnce.perPerson)
      throw new Problem('TooManyExports', { headers: { 'Retry-After': '5' } });
    this.#ofPerson.set(person, before + 1);
    try {
      // Whoever went away while it waited needs no file.
      await this.#inTurn(() => (response.destroyed ? Promise.resolve() : work()));
    } finally {
      const now = (this.#ofPerson.get(person) ?? 1) - 1;
      if (now === 0) this.#ofPerson.delete(person);
      else this.#ofPerson.set(person, now);
    }
  }
}
