import type { AutotaskScenario } from './autotask/scenario.ts';
import type { Agreed, ContractScope } from './contract.ts';
import type { HaloPsaScenario } from './halopsa/scenario.ts';
import type { ConnectWiseScenario, Scenario } from './scenario.ts';
import type { PsaName } from './vendor-names.ts';

/** A term as the billing rule that an approver adds in Seatwise, with the IDs of one PSA. */
export interface ContractRule extends Agreed {
  readonly scope:
    | { readonly kind: Exclude<ContractScope['kind'], 'everything'>; readonly id: string }
    | { readonly kind: 'everything' };
}

/** One PSA's IDs of what contracts name. */
interface PsaIds {
  readonly customer: (name: string) => number | undefined;
  readonly line: (customer: string, product: string) => number | undefined;
  readonly product: (identifier: string) => number | undefined;
  /** Null: the PSA knows no types of agreements, and its contracts name the customers instead. */
  readonly agreementType: ((name: string) => number | undefined) | null;
}

const idOf = <T extends { readonly id: number }>(rows: readonly T[], is: (row: T) => boolean) =>
  rows.find(is)?.id;

const idsIn: { readonly [P in PsaName]: (side: Scenario[P]) => PsaIds } = {
  connectwise: ({ companies, agreements, additions, products }: ConnectWiseScenario) => ({
    customer: (name) => idOf(companies, (one) => one.name === name && !one.deletedFlag),
    line: (customer, product) => {
      const ids = agreements.filter(({ company }) => company.name === customer).map(({ id }) => id);
      return idOf(additions, (one) => ids.includes(one.agreementId) && one.product.identifier === product);
    },
    product: (identifier) => idOf(products, (one) => one.identifier === identifier),
    agreementType: (name) => agreements.find(({ type }) => type.name === name)?.type.id,
  }),
  autotask: ({ companies, contracts, contractServices, services }: AutotaskScenario) => {
    const customer = (name: string) => idOf(companies, (one) => one.companyName === name && one.isActive);
    const product = (identifier: string) => idOf(services, (one) => one.name === identifier);
    return {
      customer,
      product,
      line: (name, identifier) => {
        const ids = contracts.filter(({ companyID }) => companyID === customer(name)).map(({ id }) => id);
        const service = product(identifier);
        return idOf(contractServices, (one) => ids.includes(one.contractID) && one.serviceID === service);
      },
      agreementType: null,
    };
  },
  halopsa: ({ clients, invoices, items }: HaloPsaScenario) => {
    const customer = (name: string) => idOf(clients, (one) => one.name === name && !one.inactive);
    return {
      customer,
      product: (identifier) => idOf(items, (one) => one.internalReference === identifier),
      line: (name, identifier) => {
        const own = invoices.filter(({ clientId }) => clientId === customer(name));
        return idOf(
          own.flatMap(({ lines }) => lines),
          (one) => one.itemCode === identifier,
        );
      },
      agreementType: null,
    };
  },
};

/**
 * The billing rules that the contracts of a scenario ask for, as Seatwise takes them for one PSA. A contract whose
 * customer, line or product is no longer there is left out.
 */
export function contractRules(scenario: Scenario, psa: PsaName): readonly ContractRule[] {
  const ids = idsOf(scenario, psa);
  return (scenario.contracts ?? []).flatMap(({ scope, ...agreed }) =>
    scopesIn(ids, scope, scenario.connectwise).map((found) => ({ scope: found, ...agreed })),
  );
}

function idsOf(scenario: Scenario, psa: PsaName): PsaIds {
  switch (psa) {
    case 'connectwise':
      return idsIn.connectwise(scenario.connectwise);
    case 'autotask':
      return idsIn.autotask(scenario.autotask);
    case 'halopsa':
      return idsIn.halopsa(scenario.halopsa);
  }
}

function scopesIn(
  ids: PsaIds,
  scope: ContractScope,
  { agreements }: ConnectWiseScenario,
): readonly ContractRule['scope'][] {
  const one = (
    kind: Exclude<ContractScope['kind'], 'everything'>,
    id: number | undefined,
  ): readonly ContractRule['scope'][] => (id === undefined ? [] : [{ kind, id: String(id) }]);
  switch (scope.kind) {
    case 'everything':
      return [scope];
    case 'line':
      return one('line', ids.line(scope.customer, scope.product));
    case 'customer':
      return one('customer', ids.customer(scope.customer));
    case 'product':
      return one('product', ids.product(scope.product));
    case 'agreement-type': {
      if (ids.agreementType !== null) return one('agreement-type', ids.agreementType(scope.type));
      const names = agreements
        .filter(({ type }) => type.name === scope.type)
        .map(({ company }) => company.name);
      return [...new Set(names)].flatMap((name) => one('customer', ids.customer(name)));
    }
  }
}
