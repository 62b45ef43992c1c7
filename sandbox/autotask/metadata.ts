import type { VendorAnswer } from '../vendor.ts';
import { ok } from './answers.ts';
import type { Entity } from './entities.ts';
import { mayAddServices, restrictedEntities, type AutotaskUser } from './scenario.ts';

/** `{Entity}/entityInformation`: what the caller may do with it (autotask.md 6). */
export function entityInformation<T>({ name }: Entity<T>, user: AutotaskUser): VendorAnswer {
  const restricted = restrictedEntities.find((one) => one === name);
  const userAccessForQuery = restricted === undefined ? 'All' : user.query[restricted];
  const canCreate = name === 'ContractServices';
  return information({
    name,
    canCreate,
    canQuery: true,
    userAccessForQuery,
    userAccessForCreate: canCreate && mayAddServices(user) ? 'All' : 'None',
  });
}

/** Adjustments can be created and nothing else: they cannot be read back. */
export const adjustmentInformation = (user: AutotaskUser): VendorAnswer =>
  information({
    name: 'ContractServiceAdjustments',
    canCreate: true,
    canQuery: false,
    userAccessForQuery: 'None',
    userAccessForCreate: user.adjusts ? 'All' : 'None',
  });

const information = (own: object): VendorAnswer =>
  ok({
    info: {
      ...own,
      canUpdate: false,
      canDelete: false,
      userAccessForUpdate: 'None',
      userAccessForDelete: 'None',
      hasUserDefinedFields: false,
      supportsWebhookCallouts: false,
    },
  });

/** `{Entity}/entityInformation/fields`: values of a picklist are texts, also where rows hold numbers. */
export function entityFields<T>({ fields }: Entity<T>): VendorAnswer {
  return ok({
    fields: [...fields].map(([name, { type, pickList }]) => ({
      name,
      dataType: type,
      isQueryable: true,
      isReadOnly: true,
      isRequired: name === 'id',
      isPickList: pickList !== undefined,
      picklistValues:
        pickList?.map(([value, label], nth) => ({
          value,
          label,
          isDefaultValue: nth === 0,
          sortOrder: nth,
          isActive: true,
          isSystem: false,
        })) ?? null,
    })),
  });
}
