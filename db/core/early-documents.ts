/** What documents of before forms were counted may lack, as the present form says that nothing is known of it. */

type Early = Readonly<Record<string, unknown>>;
type EarlyList = readonly Early[] | undefined;

export const earlySource = (source: Early): Early => ({ status: null, included: null, ...source });

const sources = (list: EarlyList): EarlyList => list?.map(earlySource);

const listsOfSources = ['lines', 'alsoCandidates', 'childLines', 'found', 'vanished'] as const;

interface EarlyLine extends Early, Readonly<Partial<Record<(typeof listsOfSources)[number], EarlyList>>> {
  readonly accounts: EarlyList;
  readonly advice: Early | null;
}

/** A list that was absent stays absent. */
const listsOf = (line: EarlyLine): Early =>
  Object.fromEntries(
    listsOfSources.flatMap((name) => (line[name] === undefined ? [] : [[name, sources(line[name])]])),
  );

export const earlyLine = (line: EarlyLine): Early => ({
  lands: null,
  vendorReadAt: null,
  psaReadAt: null,
  notRead: null,
  includedBeside: '0',
  ...line,
  ...listsOf(line),
  accounts: line.accounts?.map((account) => ({ syncRunId: null, ...account })),
  advice: line.advice?.['kind'] === 'create-line' ? { agreementNames: [], ...line.advice } : line.advice,
});

export const earlyEvidence = (evidence: {
  readonly composed: EarlyLine;
  readonly mapping: Early;
}): Early => ({
  ...evidence,
  composed: earlyLine(evidence.composed),
  mapping: { included: [], ...evidence.mapping },
});

export const earlyMonthLine = (line: Early): Early => ({
  vendorReadAt: null,
  psaReadAt: null,
  notRead: null,
  ...line,
});

export const earlyReadings = (readings: Early & { readonly lines: EarlyList }): Early => ({
  ...readings,
  lines: readings.lines?.map((line) => ({ status: null, ...line })),
});

/** Up to form 2 facts of a PSA had ConnectWise's words alone; it was the only PSA. */

export const lineInOwnWords = (line: Early): Early => ({
  ...line,
  billable:
    typeof line['billCustomer'] === 'string' ? line['billCustomer'].toLowerCase() === 'billable' : null,
});

const lower = (word: unknown): string => (typeof word === 'string' ? word.trim().toLowerCase() : '');

const agreementInOwnWords = ({ cancelled, ...agreement }: Early): Early => {
  const word = lower(agreement['status']);
  return {
    ...agreement,
    over:
      cancelled === true ? 'cancelled' : ['cancelled', 'expired', 'inactive'].includes(word) ? word : null,
    billingCycle: cycleInOwnWords(agreement['billingCycle'] as Early | null),
  };
};

function cycleInOwnWords(cycle: Early | null): Early | null {
  if (cycle === null) return null;
  const name = lower(cycle['name']);
  const counted = /([1-9]\d{0,3})[ -]*(week|day)/u.exec(name);
  const named = /bi-?weekly|fortnight|two.?week/u.test(name) ? 14 : name.includes('week') ? 7 : null;
  const days =
    counted === null
      ? (named ?? (/day|daily/u.test(name) ? 1 : null))
      : Number(counted[1]) * (counted[2] === 'week' ? 7 : 1);
  return {
    ...cycle,
    days: cycle['months'] === null ? days : null,
    never: name === '' || name === 'none',
  };
}

export const readingsInOwnWords = (
  readings: Early & {
    readonly agreements: EarlyList;
    readonly lines: EarlyList;
    readonly products: EarlyList;
  },
): Early => ({
  ...readings,
  agreements: readings.agreements?.map(agreementInOwnWords),
  lines: readings.lines?.map(lineInOwnWords),
  products: readings.products?.map((product) => ({
    ...product,
    holdsOthers: lower(product['productClass']) === 'bundle',
  })),
});
