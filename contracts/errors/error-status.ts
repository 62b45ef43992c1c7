/** `http`: the status of a problem body with this code; absent for codes that only appear inside other answers. */
export interface ErrorStatus {
  readonly http?: number;
}
