import { z } from 'zod';
import * as agreementTypes from '../contracts/api/agreement-types.ts';
import * as auditStreams from '../contracts/api/audit-streams.ts';
import * as billingRules from '../contracts/api/billing-rules.ts';
import * as commands from '../contracts/api/commands.ts';
import * as common from '../contracts/api/common.ts';
import * as credentials from '../contracts/api/credentials.ts';
import * as customers from '../contracts/api/customers.ts';
import * as decisions from '../contracts/api/decisions.ts';
import * as incident from '../contracts/api/incident.ts';
import * as integrations from '../contracts/api/integrations.ts';
import * as lineNotes from '../contracts/api/line-notes.ts';
import * as lineNeeds from '../contracts/api/line-needs.ts';
import * as mapping from '../contracts/api/mapping.ts';
import * as messageText from '../contracts/api/message-text.ts';
import * as month from '../contracts/api/month.ts';
import * as months from '../contracts/api/months.ts';
import * as notices from '../contracts/api/notices.ts';
import * as people from '../contracts/api/people.ts';
import * as reportDocument from '../contracts/api/report-document.ts';
import * as reviewMonths from '../contracts/api/review-months.ts';
import * as savedViews from '../contracts/api/saved-views.ts';
import * as search from '../contracts/api/search.ts';
import * as seatChanges from '../contracts/api/seat-changes.ts';
import * as session from '../contracts/api/session.ts';
import * as settings from '../contracts/api/settings.ts';
import * as syncs from '../contracts/api/syncs.ts';
import * as usage from '../contracts/api/usage.ts';
import * as vendors from '../contracts/api/vendors.ts';
import * as webhooks from '../contracts/api/webhooks.ts';
import * as writeBacks from '../contracts/api/write-backs.ts';
import * as auditAnchor from '../contracts/stored/audit-anchor.ts';
import * as billingTarget from '../contracts/stored/billing-target.ts';
import * as lineParts from '../contracts/stored/line-parts.ts';
import * as monthParts from '../contracts/stored/month-parts.ts';
import * as probeFacts from '../contracts/stored/probe-facts.ts';
import * as scalars from '../contracts/stored/scalars.ts';

export type Json = Record<string, unknown>;

/** A schema that a contract exports is a component of the document, under the name it is exported by. */
for (const contract of [
  agreementTypes,
  auditAnchor,
  auditStreams,
  billingRules,
  billingTarget,
  commands,
  common,
  credentials,
  customers,
  decisions,
  incident,
  integrations,
  lineNeeds,
  lineNotes,
  mapping,
  messageText,
  month,
  months,
  notices,
  lineParts,
  monthParts,
  people,
  probeFacts,
  reportDocument,
  reviewMonths,
  savedViews,
  scalars,
  search,
  seatChanges,
  session,
  settings,
  syncs,
  usage,
  vendors,
  webhooks,
  writeBacks,
])
  for (const [id, schema] of Object.entries<unknown>(contract))
    if (schema instanceof z.ZodType) z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });

const inDefinitions = '#/$defs/';
const inComponents = '#/components/schemas/';

/** JSON Schemas of one document, with what they refer to. */
export class NamedSchemas {
  readonly #components = new Map<string, string>();

  /** JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. What has a name is referred to. */
  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const made: Json = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
    const { $defs = {}, ...json } = JSON.parse(
      JSON.stringify(made).replaceAll(inDefinitions, inComponents),
    ) as Json & { readonly $defs?: Json };
    for (const [name, definition] of Object.entries($defs)) this.#keep(name, JSON.stringify(definition));
    return Object.fromEntries(Object.entries(json).filter(([name]) => name !== '$schema'));
  }

  /** Everything that was referred to, by name. */
  components(): Json {
    const byName = [...this.#components].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(byName.map(([name, text]) => [name, JSON.parse(text) as unknown]));
  }

  #keep(name: string, text: string): void {
    const known = this.#components.get(name);
    if (name.startsWith('__')) throw new Error(`a schema that repeats itself needs a name: ${text}`);
    if (known !== undefined && known !== text)
      throw new Error(`${name} has another form in requests than in answers`);
    this.#components.set(name, text);
  }
}
