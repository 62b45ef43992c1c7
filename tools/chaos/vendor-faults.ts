import type { Fault, FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import type { WriteFault } from './psas.ts';
import { Deck, type SeededChoice } from './seeded-choice.ts';

type Wish = FaultOrder['fault'];
/** Requests that write a line. */
type Writes = Pick<FaultOrder, 'vendor' | 'method' | 'path'>;

interface Variant {
  readonly name: string;
  readonly fault: Wish;
  readonly vendor?: 'duo' | 'connectwise';
  /** A rejected credential ends a whole run and wants a person: rarer than the others. */
  readonly rare?: true;
}

const megabyte = 1024 * 1024;
const one = (name: string, fault: Wish, more: Partial<Variant> = {}): Variant => ({ name, fault, ...more });

/**
 * Every kind of fault the sandbox can make, in the forms architecture.md 13 names. A kind that is missing does not
 * compile.
 */
const everyKind: Readonly<Record<Fault['kind'], readonly Variant[]>> = {
  'lost-page': [one('lost page', { kind: 'lost-page' })],
  'repeated-page': [one('repeated page', { kind: 'repeated-page' })],
  'standing-offset': [one('standing offset', { kind: 'standing-offset' })],
  'trailing-empty-page': [one('trailing empty page', { kind: 'trailing-empty-page' })],
  status: [
    one('status 500, empty', { kind: 'status', status: 500, body: 'empty' }),
    one('status 502, HTML', { kind: 'status', status: 502, body: 'html' }),
    one('status 503, text', { kind: 'status', status: 503, body: 'text', text: 'try again later' }),
    one('status 503, JSON', { kind: 'status', status: 503 }),
    one('status 404', { kind: 'status', status: 404 }),
    one('status 403', { kind: 'status', status: 403 }, { rare: true }),
    one('status 401', { kind: 'status', status: 401 }, { rare: true }),
    one('429, seconds', { kind: 'status', status: 429, retryAfter: 1 }),
    one('429, a date', { kind: 'status', status: 429, retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT' }),
    one('429, unreadable', { kind: 'status', status: 429, retryAfter: 'soon' }),
    one('429, bare', { kind: 'status', status: 429, body: 'empty' }),
  ],
  'duo-error': [
    one('clock rejected (40105)', { kind: 'duo-error', code: 40105 }, { vendor: 'duo', rare: true }),
    one('key unknown (40102)', { kind: 'duo-error', code: 40102 }, { vendor: 'duo', rare: true }),
    one('signature rejected (40103)', { kind: 'duo-error', code: 40103 }, { vendor: 'duo', rare: true }),
  ],
  'stat-fail': [one('200 with FAIL', { kind: 'stat-fail' }, { vendor: 'duo' })],
  'odd-json': (['array', 'null', 'string', 'empty-object', 'wrong-types'] as const).map((shape) =>
    one(`odd JSON, ${shape}`, { kind: 'odd-json', shape }),
  ),
  json: [one('JSON of another meaning', { kind: 'json', body: { stat: 'OK', response: 7 } })],
  redirect: [
    one('redirect 302', { kind: 'redirect' }),
    one('redirect 308', { kind: 'redirect', status: 308, location: 'https://127.0.0.1/' }),
  ],
  hang: [one('hang', { kind: 'hang' })],
  reset: [
    one('reset before', { kind: 'reset' }),
    one('reset after the head', { kind: 'reset', stage: 'after-head' }),
  ],
  'half-close': [one('half-close', { kind: 'half-close' })],
  'huge-body': [one('huge body', { kind: 'huge-body', bytes: 12 * megabyte })],
  'compressed-bomb': [one('compressed bomb', { kind: 'compressed-bomb', bytes: 40 * megabyte })],
  'done-answer-lost': [one('done, answer lost', { kind: 'done-answer-lost' })],
  'done-status': [one('done, 504 from a gateway', { kind: 'done-status' })],
  'cut-body': [one('cut body', { kind: 'cut-body' })],
  trickle: [one('trickle', { kind: 'trickle', everyMs: 100 })],
  delay: [one('delay', { kind: 'delay', ms: 400 })],
  'other-company': [one('agreements of another company', { kind: 'other-company', companyId: 1005 })],
  'done-twice': [one('a new line carried out twice', { kind: 'done-twice', afterMs: 900 })],
  'late-effect': [one('late effect', { kind: 'late-effect', afterMs: 900 })],
};

const variants = Object.values(everyKind).flat();

/** Faults of the one call that changes something are the interesting ones, and the call is rare. */
const onWrites: readonly WriteFault[] = [
  ['write: done, answer lost', { kind: 'done-answer-lost' }, 0.1],
  ['write: done, 504 from a gateway', { kind: 'done-status' }, 0.04],
  ['write: late effect', { kind: 'late-effect', afterMs: 900 }, 0.05],
  ['write: hang', { kind: 'hang' }, 0.06],
  ['write: reset before', { kind: 'reset' }, 0.04],
  ['write: cut body', { kind: 'cut-body' }, 0.03],
  ['write: status 500', { kind: 'status', status: 500 }, 0.03],
  ['write: 429', { kind: 'status', status: 429, retryAfter: 1 }, 0.03],
  ['write: delay', { kind: 'delay', ms: 600 }, 0.05],
];

/** Share of all calls that meet a fault, when every variant is injected. */
const shareOfCalls = 0.035;

/** Injects, turns over and counts the faults of one run. */
export class VendorFaults {
  readonly #control: SandboxControl;
  readonly #writes: Writes;
  readonly #counts = new Map<string, number>();
  /** Name of each injected order by its id in the sandbox. */
  readonly #writeBackEnabled = new Map<number, string>();
  readonly #deck = new Deck(variants);
  readonly #onWrites: readonly WriteFault[];
  readonly #writeDeck: Deck<WriteFault>;

  /**
   * @param writes the requests of the connected PSA that write
   * @param ownWriteFaults what those meet with this PSA alone
   */
  constructor(control: SandboxControl, writes: Writes, ownWriteFaults: readonly WriteFault[]) {
    this.#control = control;
    this.#writes = writes;
    this.#onWrites = [...onWrites, ...ownWriteFaults];
    this.#writeDeck = new Deck(this.#onWrites);
  }

  /** Every kind on its share of the calls. */
  async turnOnAllWriteBack(): Promise<void> {
    for (const [name, fault, share] of this.#onWrites)
      await this.inject(name, { ...this.#writes, share, fault });
    const weight = ({ rare }: Variant): number => (rare === true ? 0.15 : 1);
    const whole = variants.reduce((sum, variant) => sum + weight(variant), 0);
    for (const variant of variants)
      await this.inject(variant.name, {
        ...(variant.vendor === undefined ? {} : { vendor: variant.vendor }),
        share: (shareOfCalls * weight(variant)) / whole,
        fault: variant.fault,
      });
  }

  /** Makes sure of the next few kinds: each hits one of the next calls. Rounds through all before any comes again. */
  async turnOver(choose: SeededChoice, count: number): Promise<void> {
    for (let turn = 0; turn < count; turn += 1) {
      const variant = this.#deck.next(choose);
      await this.inject(variant.name, {
        ...(variant.vendor === undefined ? {} : { vendor: variant.vendor }),
        times: 1,
        share: 0.1,
        fault: variant.fault,
      });
    }
  }

  /** The next of these writes meets the next of the faults of writes. */
  async turnOverWrite(choose: SeededChoice, writes: Writes): Promise<void> {
    const [name, fault] = this.#writeDeck.next(choose);
    await this.inject(name, { ...writes, times: 1, fault });
  }

  async inject(name: string, order: FaultOrder): Promise<void> {
    this.#writeBackEnabled.set((await this.#control.inject(order)).id, name);
  }

  /** The fault stands as long as the work lasts. */
  async during(name: string, order: FaultOrder, work: () => Promise<void>): Promise<void> {
    const { id } = await this.#control.inject(order);
    try {
      await work();
    } finally {
      const applied = (await this.#control.faults()).find((fault) => fault.id === id)?.applied ?? 0;
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + applied);
      await this.#control.clear(id);
    }
  }

  /** Clears everything, and adds what was applied to the counts. */
  async turnOffAllWriteBack(): Promise<void> {
    for (const { id, applied } of await this.#control.faults()) {
      const name = this.#writeBackEnabled.get(id);
      if (name !== undefined) this.#counts.set(name, (this.#counts.get(name) ?? 0) + applied);
    }
    await this.#control.clear();
    this.#writeBackEnabled.clear();
  }

  /** Faults applied so far by name, every name there is, also those with none. After {@link turnOffAllWriteBack}. */
  injected(): Readonly<Record<string, number>> {
    const names = [
      ...variants.map(({ name }) => name),
      ...this.#onWrites.map(([name]) => name),
      ...this.#counts.keys(),
    ];
    return Object.fromEntries([...new Set(names)].map((name) => [name, this.#counts.get(name) ?? 0]));
  }
}
