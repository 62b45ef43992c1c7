import type { RuleTerms } from '../../domain/billing-rules/billing-rule.ts';
import type { Item } from '../../test/product/lifecycle.ts';
import { decide, later, lineIdOf } from './approver-actions.ts';
import { openLines, type Scene } from './scene.ts';
import type { SeededChoice } from './seeded-choice.ts';

/** Long before everything that a change can bill, so that the oracle knows on which lines it must be seen. */
const since = '2000-01-01';
const longAgo = '1999-12-31';
/** After everything that a change can bill: what waits stays valid. */
const farAhead = '2100-12-31';

/**
 * An approver adds a rule, approves a change that waits under it, then corrects that rule and ends another, each with the
 * effect that was looked at.
 */
export async function changeBillingRules(scene: Scene): Promise<void> {
  const { choose, person } = scene;
  const [line] = choose.shuffled(await openLines(scene));
  if (line === undefined) return;
  await change(scene, { change: 'add', rule: ruleOf(choose, scopeOf(scene, line)) });
  const { body: now } = await person.get(`/usage-lines/${String(line['id'])}`);
  if (now['target'] != null) await decide(scene, now, later(scene));
  const applied = ((now['rule'] as Item | null)?.['applied'] ?? null) as Item | null;
  const all = choose.shuffled(await rules(scene));
  const first = all.find(({ id }) => id === applied?.['id']) ?? all[0];
  if (first === undefined) return;
  const { scope, from, to } = first;
  const rule = { scope, terms: termsOf(choose), source: 'MSA, amended', from, to };
  await change(scene, { change: 'correct', ...bound(first), rule });
  const second = all.find((one) => one !== first);
  if (second === undefined) return;
  const end = choose.pick([longAgo, longAgo, farAhead]);
  await change(scene, { change: 'end', ...bound(second), to: end });
}

/** Those that hold on some day. */
const rules = async ({ person, integration }: Scene): Promise<readonly Item[]> =>
  (await person.items(`${integration.path}/billing-rules?limit=100`)).filter(({ to }) => to !== longAgo);

const bound = ({ id, version }: Item) => ({ id, version });

const scopeOf = ({ choose }: Scene, line: Item): object => {
  const company = line['company'] as Item | null;
  const scopes = [
    { kind: 'line', id: lineIdOf(line) },
    { kind: 'everything' },
    ...(company === null ? [] : [{ kind: 'customer', id: company['id'] }]),
  ];
  return choose.pick(scopes);
};

const ruleOf = (choose: SeededChoice, scope: object) => ({
  scope, terms: termsOf(choose), source: 'MSA, section 3', from: since, to: null,
}); // prettier-ignore

/** Of every step some, none of which leaves nothing to bill. */
const termsOf = (choose: SeededChoice): RuleTerms =>
  choose.pick<RuleTerms>([
    { minimum: choose.between(1, 30) },
    { maximum: choose.between(50, 90) },
    { free: 1, minimum: 1 },
    { ratio: { per: 2, round: choose.pick(['up', 'nearest', 'down']) }, minimum: 1 },
    { excludeStatuses: ['disabled'], minimum: 1 },
    { commitment: { units: choose.between(1, 30), decreaseFrom: '2100-01-01' } },
    { fixed: { units: choose.between(1, 30) } },
  ]);

/** As the page does it: the effect first, then exactly that one. Rejected where somebody was faster, or where terms meet. */
async function change({ person, integration, encounters }: Scene, wanted: object): Promise<void> {
  const path = `${integration.path}/billing-rules`;
  const confirmed = { ...wanted, ...withPsaTerms(wanted) };
  const { status, body } = await person.ask('POST', `${path}/preview`, confirmed);
  if (status !== 200) {
    encounters.note(`billing rule rejected ${String(body['code'])}`);
    return;
  }
  const done = await person.ask('POST', `${path}/changes`, {
    change: confirmed, effect: body['effect'], reason: 'as the contract says',
  }); // prettier-ignore
  encounters.note(
    done.status === 200 ? 'billing rule changed' : `billing rule rejected ${String(done.body['code'])}`,
  );
}

/** Both terms apply, wherever a line has some in the PSA. */
const withPsaTerms = (wanted: object): object =>
  'rule' in wanted ? { rule: { ...(wanted.rule as object), withPsaTerms: true } } : {};
