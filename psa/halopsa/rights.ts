/** What each call needs: the scope of the application and the right of its agent, in the words of their screens (halopsa.md 8). */
export const rights = {
  customers: 'Scope read:customers, and the agent’s role reads Customers',
  items: 'Scope read:items, and the agent’s role reads Products',
  invoices: 'Scope read:invoices, and the agent’s role reads Recurring Invoices',
  invoicesEdit: 'Scope edit:invoices, and the agent’s role modifies Recurring Invoices',
  licences: 'Scope read:softwarelicensing, and the agent’s role reads Software Licensing',
  licencesEdit: 'Scope edit:softwarelicensing, and the agent’s role modifies Software Licensing',
} as const;

/** Every scope that is asked for; those that an application was not given are left out (halopsa.md 2). */
export const scopes: readonly string[] = [
  'read:customers',
  'read:items',
  'read:invoices',
  'read:softwarelicensing',
  'edit:invoices',
  'edit:softwarelicensing',
];
