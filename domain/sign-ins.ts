/** Refused passwords since the last that fitted, after which people are told; once more after as many again. */
export const burstOf = 10;

/** What was refused since a person last signed in; told at the next sign-in. */
export interface SignInRefusals {
  readonly times: number;
  readonly lastAt: Date;
  readonly lastAddress: string;
}
