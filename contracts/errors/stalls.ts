/** The status of a run that makes no progress: one that was asked to wait has no problem. */
export const stallKind = (code: string): 'waiting' | 'stalled' =>
  code === 'VendorBusy' || code === 'PsaBusy' ? 'waiting' : 'stalled';
