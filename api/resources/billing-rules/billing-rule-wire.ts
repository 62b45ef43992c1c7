import type { ListedRule, RuleVersion } from '../../../db/billing-rules/rule-versions.ts';
import { endsSoon, ruleStatus } from '../../../domain/billing-rules/rule-endings.ts';
import { ruleSentence } from '../../../domain/billing-rules/rule-text.ts';
import type { Day } from '../../../domain/quantity.ts';
import { type Message, message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import type { RuleEffect } from '../../../use-cases/billing-rules/rule-effect.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { iso } from '../../list-answer.ts';
import { namesOf } from '../../names-of.ts';
import { namingRendererOf, rendererOf } from '../../rendering.ts';
import type { Call } from '../../route.ts';
import { keyOf } from '../lifecycle/integration-lookup.ts';

export type RuleCall = Pick<
  Call<{ readonly id: string }, unknown, unknown>,
  'deps' | 'caller' | 'request' | 'params'
>;

const termsOf = async ({ deps, caller, params }: RuleCall) =>
  (await namesOf(deps, caller.tenantId, params.id))(params.id);

export const rendererOfRules = async (call: RuleCall): Promise<Renderer> =>
  rendererOf(call.request, await termsOf(call));

/** With the names of the lines that an effect refers to. */
export const rendererOfEffect = async (
  call: RuleCall,
  db: Queryable,
  effect: RuleEffect,
): Promise<Renderer> =>
  namingRendererOf(call.request, await termsOf(call), {
    db,
    key: keyOf(call),
    messages: linesOfEffect(effect),
  });

export const versionWire = ({ actor, actorName, madeAt, withPsaTerms, ...version }: RuleVersion) => ({
  id: version.id,
  version: version.version,
  scope: version.scope,
  terms: version.terms,
  source: version.source,
  from: version.from,
  to: version.to,
  withPsaTerms: withPsaTerms === true,
  change: version.change,
  reason: version.reason,
  actor: { ...actor, name: actorName },
  madeAt: iso(madeAt),
});

export const ruleWire = ({ scopeName, lines, ...rule }: ListedRule, today: Day, render: Renderer) => ({
  ...versionWire(rule),
  scopeName,
  status: ruleStatus(rule, today),
  text: render(ruleSentence(rule.terms)),
  lines,
  endsSoon: endsSoon(rule, today),
});

const lineLabel = (psaLineId: string): Message => message('core.named.line', { id: psaLineId });

const linesOfEffect = ({ psaTerms }: RuleEffect): readonly Message[] =>
  psaTerms.map(({ psaLineId }) => lineLabel(psaLineId));

/** So that a rule for everything does not get an answer of thousands of lines. */
const longestList = 500;

export const effectWire = ({ lines, perMonth, voided, psaTerms, token }: RuleEffect, render: Renderer) => ({
  customers: new Set(lines.map(({ companyId, groupKey }) => companyId ?? groupKey)).size,
  lines: lines.slice(0, longestList).map(({ groupKey, usageLineId, label, seats, before, after }) => ({
    usageLineId,
    groupKey,
    label,
    seats,
    before,
    after,
  })),
  total: lines.length,
  perMonth,
  voided,
  psaTerms: psaTerms.map(({ psaLineId, source, held, lessIncluded, minimum, units }) => ({
    label: render(lineLabel(psaLineId)),
    psaLineId,
    source,
    held,
    lessIncluded,
    minimum,
    units,
  })),
  effect: token,
});
