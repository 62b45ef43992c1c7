import { z } from 'zod';
import { recountLines } from '../halopsa/quantities.ts';
import type { HaloPsaScenario } from '../halopsa/scenario.ts';
import { makeHaloInvoices } from '../scenarios/halopsa-invoices.ts';
import type { Reach } from '../scenario-changes.ts';
import type { ScenarioStore } from '../scenario-store.ts';
import { assignFields } from './assign-fields.ts';
import {
  addHaloInvoice, addHaloLine, changeHaloApplication, changeHaloClient, changeHaloCreated, changeHaloInvoice, changeHaloItem,
  changeHaloLicence, changeHaloLine, haloApplicationChanges, haloChanges,
} from './halopsa-edits.ts'; // prettier-ignore
import { addCopy, byId } from './psa-edits.ts';
import { parameter, post, type ControlCall, type ControlRoute } from './route.ts';

const text = z.string();
const number = z.number();

/** What HaloPSA's public documents leave open (halopsa.md 7). */
export const haloSwitchesSchema = z.strictObject({
  largestPage: number.int().positive().nullable().optional(),
  callsPerFiveMinutes: number.int().positive().nullable().optional(),
  tokenSeconds: number.int().min(1).optional(),
  documentPost: z.enum(['loses', 'keeps']).optional(),
  narrowLine: z.enum(['sound', 'reprices-neighbors', 'ignored']).optional(),
  newLines: z.enum(['added', 'added-without-comment', 'added-unanswered', 'ignored', 'rejected']).optional(),
  newLineDefaults: z.enum(['item', 'none']).optional(),
  endDay: z.enum(['billed', 'not-billed']).optional(),
  licencePost: z.enum(['clears', 'keeps']).optional(),
  recount: z.enum(['at-once', 'later']).optional(),
  timestamps: z.enum(['given', 'absent']).optional(),
  changeLog: z.enum(['whole', 'people-only', 'missing']).optional(),
  currencies: z.enum(['given', 'absent']).optional(),
  invoiceLines: z.enum(['given', 'absent']).optional(),
});

export const haloServerSchema = z.strictObject({
  authUrl: text.optional(),
  tenantId: text.optional(),
  serverTimeZone: text.optional(),
  tokenGeneration: number.int().positive().optional(),
});

export const haloInvoicesSchema = z.strictObject({ invoiceIds: z.array(number.int()).optional() });

const copy = <S extends z.ZodType>(changes: S) => z.strictObject({ copyOf: number.int(), changes });

/** As a person does it in HaloPSA: logged and kept. */
const byPerson = <T>(
  store: ScenarioStore,
  change: (halopsa: HaloPsaScenario) => T,
  reach: Reach = 'rows',
): T => store.changeByPerson('halopsa', (halopsa) => change(halopsa), reach);

/** Calls that change the HaloPSA side as a person would in its own client. */
export const halopsaRoutes: readonly ControlRoute[] = [
  post('/halopsa/clients/:id', haloChanges.clients, ({ store }, changes, call) =>
    byPerson(store, (halopsa) => changeHaloClient(halopsa, idIn(call), changes)),
  ),
  post('/halopsa/items/:id', haloChanges.items, ({ store }, changes, call) =>
    byPerson(store, (halopsa) => changeHaloItem(halopsa, idIn(call), changes)),
  ),
  post('/halopsa/invoices', copy(haloChanges.invoices), ({ store }, { copyOf, changes }) =>
    byPerson(store, (halopsa) =>
      changeHaloInvoice(halopsa, addHaloInvoice(halopsa, copyOf).id, changes, store.now()),
    ),
  ),
  post('/halopsa/invoices/:id', haloChanges.invoices, ({ store }, changes, call) =>
    byPerson(store, (halopsa) => changeHaloInvoice(halopsa, idIn(call), changes, store.now())),
  ),
  post('/halopsa/created-invoices', copy(haloChanges.created), ({ store }, { copyOf, changes }) =>
    byPerson(store, (halopsa) =>
      changeHaloCreated(halopsa, addCopy((halopsa.created ??= []), copyOf, 'Invoice'), changes),
    ),
  ),
  post('/halopsa/created-invoices/:id', haloChanges.created, ({ store }, changes, call) =>
    byPerson(store, (halopsa) =>
      changeHaloCreated(halopsa, byId(halopsa.created ?? [], idIn(call), 'Invoice'), changes),
    ),
  ),
  post('/halopsa/lines', copy(haloChanges.lines), ({ store }, { copyOf, changes }) =>
    byPerson(store, (halopsa) =>
      changeHaloLine(halopsa, addHaloLine(halopsa, copyOf).id, changes, store.now()),
    ),
  ),
  post('/halopsa/lines/:id', haloChanges.lines, ({ store }, changes, call) =>
    byPerson(store, (halopsa) => changeHaloLine(halopsa, idIn(call), changes, store.now())),
  ),
  post('/halopsa/licences', copy(haloChanges.licences), ({ store }, { copyOf, changes }) =>
    byPerson(store, (halopsa) =>
      changeHaloLicence(halopsa, addCopy(halopsa.licences, copyOf, 'Licence').id, changes, store.now()),
    ),
  ),
  post('/halopsa/licences/:id', haloChanges.licences, ({ store }, changes, call) =>
    byPerson(store, (halopsa) => changeHaloLicence(halopsa, idIn(call), changes, store.now())),
  ),
  post('/halopsa/applications/:clientId', haloApplicationChanges, ({ store }, changes, call) =>
    byPerson(
      store,
      (halopsa) => changeHaloApplication(halopsa, parameter(call, 'clientId'), changes),
      'settings',
    ),
  ),
  post('/halopsa/switches', haloSwitchesSchema, ({ store }, changes) =>
    byPerson(store, ({ switches }) => assignFields(switches, changes), 'settings'),
  ),
  post('/halopsa/server', haloServerSchema, ({ store }, changes) =>
    byPerson(
      store,
      (halopsa) => {
        assignFields(halopsa, changes);
        const { authUrl, tenantId, serverTimeZone, tokenGeneration } = halopsa;
        return { authUrl, tenantId, serverTimeZone, tokenGeneration };
      },
      'settings',
    ),
  ),
  post('/halopsa/recount', z.strictObject({}), ({ store }) => ({
    counted: byPerson(store, (halopsa) => recountLines(halopsa).length),
  })),
  post('/halopsa/make-invoice', haloInvoicesSchema, ({ store }, { invoiceIds }) => {
    const before = store.requestLog.last;
    byPerson(store, (halopsa) => makeHaloInvoices(halopsa, invoiceIds, store.now()));
    return { changes: store.requestLog.after(before) };
  }),
];

function idIn(call: ControlCall): number {
  return Number(parameter(call, 'id'));
}
