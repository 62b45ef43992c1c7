/** Why a run that ended well must not be taken for a clean one. */
export interface RunWarning {
  readonly code: string;
  readonly detail: string;
}
