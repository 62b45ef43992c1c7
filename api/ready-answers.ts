import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { CoalescedLookup } from './coalesced-lookup.ts';

const compress = promisify(gzip);

/** A JSON answer as it is sent, compressed at most once. */
export class ReadyBody {
  readonly json: Buffer;
  #gzip: Promise<Buffer> | null = null;

  constructor(body: unknown) {
    this.json = Buffer.from(JSON.stringify(body));
  }

  gzip(): Promise<Buffer> {
    this.#gzip ??= compress(this.json);
    return this.#gzip;
  }
}

/** An answer that holds as long as its mark is the same. */
export interface MarkedAnswer<Of> {
  readonly body: ReadyBody;
  /** Rises or changes with everything that the answer tells; taken in the snapshot that the answer was read in. */
  readonly mark: string;
  /** What its mark is taken of. */
  readonly of: Of;
}

/** What is to be asked about one question. */
export interface Question<Of> {
  /** The mark as it stands now. */
  readonly markOf: (of: Of) => Promise<string>;
  readonly make: () => Promise<MarkedAnswer<Of>>;
}

/**
 * Answers that many ask for are made once, and sent again as long as their marks say that nothing changed; those who ask
 * at the same time share the look.
 *
 * Kept in this process up to so many bytes; those that were not asked for longest go first.
 */
export class ReadyAnswers<Of> {
  readonly #mostBytes: number;
  readonly #kept = new Map<string, MarkedAnswer<Of>>();
  readonly #looks = new CoalescedLookup<ReadyBody>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** @param name of the question, with everything that the answer depends on: tenant, filters, place. */
  of(name: string, question: Question<Of>): Promise<ReadyBody> {
    return this.#looks.of(name, () => this.#look(name, question));
  }

  async #look(name: string, { markOf, make }: Question<Of>): Promise<ReadyBody> {
    const known = this.#kept.get(name);
    if (known !== undefined && (await markOf(known.of)) === known.mark) {
      this.#keep(name, known);
      return known.body;
    }
    const made = await make();
    this.#keep(name, made);
    return made.body;
  }

  #keep(name: string, answer: MarkedAnswer<Of>): void {
    this.#forget(name);
    this.#kept.set(name, answer);
    this.#bytes += answer.body.json.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#mostBytes) return;
      this.#forget(oldest);
    }
  }

  #forget(name: string): void {
    const answer = this.#kept.get(name);
    if (answer === undefined) return;
    this.#kept.delete(name);
    this.#bytes -= answer.body.json.length;
  }
}
