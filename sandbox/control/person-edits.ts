import { makeInvoice, undoInvoice } from '../scenarios/second-act.ts';
import { makeAutotaskEdit } from './autotask-edits.ts';
import type { HaloPsaScenario } from '../halopsa/scenario.ts';
import type { ScenarioStore } from '../scenario-store.ts';
import {
  addCopy,
  byId,
  changeAgreement,
  changeCompany,
  changeLine,
  changeProduct,
  changeRights,
} from './psa-edits.ts';
import {
  changeHaloClient,
  changeHaloInvoice,
  changeHaloItem,
  changeHaloLicence,
  changeHaloLine,
} from './halopsa-edits.ts';
import type { PersonEdit } from './person-edit.ts';

/** Makes the edit now, logged as a person's. Throws ControlError when the scenario lacks what it names. */
export function makePersonEdit(store: ScenarioStore, edit: PersonEdit): void {
  switch (edit.kind) {
    case 'change-line':
      store.changeByPerson('connectwise', (connectwise) =>
        changeLine(connectwise, byId(connectwise.additions, edit.lineId, 'Line'), edit.changes, store.now()),
      );
      return;
    case 'add-line':
      store.changeByPerson('connectwise', (connectwise) => {
        const line = addCopy(connectwise.additions, edit.copyOf, 'Line');
        return changeLine(connectwise, line, edit.changes, store.now());
      });
      return;
    case 'change-agreement':
      store.changeByPerson('connectwise', (connectwise) =>
        changeAgreement(
          connectwise,
          byId(connectwise.agreements, edit.agreementId, 'Agreement'),
          edit.changes,
          store.now(),
        ),
      );
      return;
    case 'change-company':
      store.changeByPerson('connectwise', (connectwise) =>
        changeCompany(connectwise, byId(connectwise.companies, edit.companyId, 'Company'), edit.changes),
      );
      return;
    case 'change-product':
      store.changeByPerson('connectwise', (connectwise) =>
        changeProduct(connectwise, byId(connectwise.products, edit.productId, 'Product'), edit.changes),
      );
      return;
    case 'make-invoice':
      makeInvoice(store.scenario, edit.agreementIds, store.requestLog, store.now());
      store.save();
      return;
    case 'undo-invoice':
      undoInvoice(store.scenario, edit.agreementIds, store.requestLog, store.now());
      store.save();
      return;
    case 'change-rights':
      store.changeByPerson(
        'connectwise',
        (connectwise) => changeRights(connectwise, edit.publicKey, edit.rights),
        'settings',
      );
      return;
    case 'autotask':
      makeAutotaskEdit(store, edit.edit);
      return;
    default:
      store.changeByPerson('halopsa', (halopsa) => makeHaloEdit(store, halopsa, edit));
  }
}

type HaloEdit = Extract<PersonEdit, { kind: `change-halo-${string}` }>;

function makeHaloEdit(store: ScenarioStore, halopsa: HaloPsaScenario, edit: HaloEdit): void {
  switch (edit.kind) {
    case 'change-halo-client':
      changeHaloClient(halopsa, edit.id, edit.changes);
      return;
    case 'change-halo-item':
      changeHaloItem(halopsa, edit.id, edit.changes);
      return;
    case 'change-halo-invoice':
      changeHaloInvoice(halopsa, edit.id, edit.changes, store.now());
      return;
    case 'change-halo-line':
      changeHaloLine(halopsa, edit.id, edit.changes, store.now());
      return;
    case 'change-halo-licence':
      changeHaloLicence(halopsa, edit.id, edit.changes, store.now());
  }
}
