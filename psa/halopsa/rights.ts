/** What a call needs: a scope of the application, and what a role of its agent may do with an area (halopsa.md 8). */
export interface Right {
  readonly scope: string;
  readonly access: 'read' | 'modify';
  /** As its screen calls it. */
  readonly area: string;
}

export const rights = {
  customers: { scope: 'read:customers', access: 'read', area: 'Customers' },
  items: { scope: 'read:items', access: 'read', area: 'Products' },
  invoices: { scope: 'read:invoices', access: 'read', area: 'Recurring Invoices' },
  invoicesEdit: { scope: 'edit:invoices', access: 'modify', area: 'Recurring Invoices' },
  licences: { scope: 'read:softwarelicensing', access: 'read', area: 'Software Licensing' },
  licencesEdit: { scope: 'edit:softwarelicensing', access: 'modify', area: 'Software Licensing' },
} as const satisfies Readonly<Record<string, Right>>;

/** Every scope that is asked for; those that an application was not given are left out (halopsa.md 2). */
export const scopes: readonly string[] = Object.values(rights).map(({ scope }) => scope);
