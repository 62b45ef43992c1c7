import { landsAtSending } from '../../domain/write-back/landing.ts';
import { psaSet } from '../../domain/credentials.ts';
import type { PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../../domain/psa-facts.ts';
import { failuresWith, psaFailureScopes } from '../failures.ts';
import type { LineWays, Psa, PsaFailureCode, PsaKind, PsaResult, SetQuantityOutcome } from '../port.ts';

/** A PSA for tests, in memory. Its quantities move by differences, so that a change sent twice would act twice. */
export interface ToyPsaWorld {
  readonly key: string;
  readonly companies: readonly PsaCompany[];
  readonly agreements: readonly PsaAgreement[];
  readonly products: readonly PsaProduct[];
  lines: PsaLine[];
  readonly ways: LineWays;
  /** What becomes of the next writes, in order; none left: they are done and answered. */
  readonly troubles: ('lost-before' | 'lost-after')[];
  /** Every difference that arrived, done or not. */
  readonly arrived: { readonly lineId: string; readonly difference: number }[];
}

const advice = Object.fromEntries(
  Object.keys(psaFailureScopes).map((code) => [code, `Toy ledger: see to ${code}.`]),
) as Record<PsaFailureCode, string>;
const failure = failuresWith(advice);

export function toyPsa(world: ToyPsaWorld): PsaKind {
  const given = <T>(value: T): Promise<PsaResult<T>> => Promise.resolve({ ok: true, value });
  const lineOf = ({ agreementId, lineId }: { agreementId: string; lineId: string }): PsaLine | undefined =>
    world.lines.find((line) => line.id === lineId && line.agreementId === agreementId);

  /** One difference; a trouble loses it, or its answer. */
  function move(line: PsaLine, after: string): SetQuantityOutcome {
    const difference = Number(after) - Number(line.quantity);
    const trouble = world.troubles.shift();
    world.arrived.push({ lineId: line.id, difference });
    if (trouble === 'lost-before') return { kind: 'unknown', code: 'PsaTimeout', detail: 'no answer' };
    const moved = { ...line, quantity: String(Number(line.quantity) + difference) };
    world.lines = world.lines.map((candidate) => (candidate.id === line.id ? moved : candidate));
    return trouble === 'lost-after'
      ? { kind: 'unknown', code: 'PsaTimeout', detail: 'no answer' }
      : { kind: 'confirmed', line: moved };
  }

  const open = (key: string | null | undefined): Psa => {
    const refused = failure('PsaSignInRefused', 'not this key');
    const ifGood = <T>(value: () => T): Promise<PsaResult<T>> =>
      key === world.key ? given(value()) : Promise.resolve(refused);
    return {
      waysOf: () => world.ways,
      verify: () =>
        ifGood(() => ({
          rights: [{ right: 'companies', label: 'Companies', outcome: { ok: true, value: null } }],
          serverTimeZone: 'America/Chicago',
          serverTimeZoneGiven: 'America/Chicago',
          version: 'toy 1',
          writeRight: 'not yet known',
        })),
      companies: () => ifGood(() => world.companies),
      agreements: () => ifGood(() => world.agreements),
      agreementsOf: (companyId) =>
        ifGood(() => world.agreements.filter((agreement) => agreement.companyId === companyId)),
      lines: (agreementId) => ifGood(() => world.lines.filter((line) => line.agreementId === agreementId)),
      products: () => ifGood(() => world.products),
      readLine: (ref) =>
        ifGood(() => {
          const line = lineOf(ref);
          const agreement = world.agreements.find(({ id }) => id === ref.agreementId);
          return line === undefined || agreement === undefined
            ? { gone: true, detail: 'no such line', movedTo: null }
            : { line, agreement, parentAgreement: null };
        }),
      setQuantity: (ref, { after, mayBegin }) => {
        const line = lineOf(ref);
        if (line === undefined)
          return Promise.resolve({ kind: 'unknown', code: 'PsaNotFound', detail: 'no such line' });
        if (!mayBegin()) return Promise.resolve({ kind: 'withheld', detail: 'too late' });
        return Promise.resolve(move(line, after));
      },
      lands: (agreement, _parent, wanted) => landsAtSending(agreement.nextInvoiceDate, wanted),
    };
  };
  return {
    kind: 'toy-ledger',
    name: 'Toy Ledger',
    words: {
      idPrefix: 'TOY',
      company: { one: 'client', many: 'clients' },
      agreement: { one: 'contract', many: 'contracts' },
      product: { one: 'item', many: 'items' },
    },
    credentials: {
      set: psaSet,
      name: 'Toy Ledger',
      fullName: 'Toy Ledger',
      noun: 'PSA credential',
      fields: [
        {
          name: 'site',
          label: 'Site',
          hint: 'Of the ledger.',
          holds: 'host',
          secret: false,
          example: 'ledger.example.test',
        },
        {
          name: 'key',
          label: 'Key',
          hint: 'Of the ledger.',
          holds: 'key',
          secret: true,
          min: 4,
          max: 64,
          example: 'ledger-key',
        },
      ],
      steps: ['Open the ledger.'],
      note: 'Nothing is changed until writing is armed.',
      needs: [],
      egress: null,
      rights: null,
      inSandbox: 'ledger',
    },
    open: ({ credential }) => open(credential['key']),
  };
}
