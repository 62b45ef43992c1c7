/** A run as an execution of its workflow holds it: a newer one has a greater fence. */
export interface RunRef {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly syncRunId: string;
  readonly fencingToken: number;
}
