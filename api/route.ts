import type { Request, Response } from 'express';
import { z } from 'zod';
import { leastRole, type Permission, type Role } from '../domain/roles.ts';
import type { ErrorCode } from '../contracts/errors.ts';
import { Empty } from '../contracts/api/commands.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { ReadyBody } from './ready-answers.ts';
import type { Caller } from './sign-in/caller.ts';

/**
 * One definition of a route, from which come its registration, its validation, what it needs and its OpenAPI
 * entry: none can differ from the others.
 */

export type Answer =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 200, made before. */
  | { readonly kind: 'ready'; readonly body: ReadyBody }
  | { readonly kind: 'stream'; readonly write: (response: Response) => Promise<void> | void };

export const ok = (body: unknown, headers?: Readonly<Record<string, string>>): Answer =>
  answer(200, body, headers);
export const created = (body: unknown): Answer => answer(201, body);
/** In an answer that was stored under an Idempotency-Key before, and is given again. */
export const replayed = { 'Idempotent-Replayed': 'true' } as const;
export const noContent = (headers?: Readonly<Record<string, string>>): Answer => answer(204, null, headers);

export function answer(status: number, body: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return { kind: 'json', status, body, ...(headers === undefined ? {} : { headers }) };
}

/** What a handler gets: everything parsed, and who calls. */
export interface Call<P, Q, B> {
  readonly deps: ApiDependencies;
  readonly caller: Caller;
  readonly requestId: string;
  /** From where it was asked; behind proxies as far as they are trusted. */
  readonly address: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** As sent; checked for shape. Null where none was sent. */
  readonly idempotencyKey: string | null;
  readonly request: Request;
}

/** `caller`: null but for routes that read the session, where one was sent. */
export type PublicCall<P, Q, B> = Omit<Call<P, Q, B>, 'caller'> & { readonly caller: Caller | null };
export type UntypedCall = Omit<Call<unknown, unknown, unknown>, 'caller'> & {
  readonly caller: Caller | null;
};

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** `null` schema: an answer without body; text: a media type other than JSON, or one of several. */
export type AnswerSchema = z.ZodType | null | { readonly mediaType: string | readonly string[] };

export interface RouteDetails {
  readonly method: Method;
  /** In OpenAPI's form, below `/api/v1`: `/integrations/{id}/status`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly answers: Readonly<Record<number, AnswerSchema>>;
  /** Codes beside those that every route may answer with. */
  readonly problems?: readonly ErrorCode[];
  /**
   * What an Idempotency-Key does. `stored`: the whole answer is kept and repeated; it is stored in the transaction of
   * the effect, so the handler must not call the network. `stored-after`: the answer is kept once the handler, which
   * does call it, is through; a business key makes its repeat harmless. `command`: it names a command whose row keeps
   * the answer.
   */
  readonly idempotency?: 'stored' | 'stored-after' | 'command';
  /** What of a stored answer is kept, where it shows a secret once. */
  readonly keep?: (body: unknown) => unknown;
  /** Asks people to confirm that it is them where they did not within minutes; of a key, for the scope `privileged`. */
  readonly privileged?: boolean;
  /**
   * What API keys may do here: `no`, or `limited`, less than a person of their role (docs/reference/api-keys.md). Absent:
   * what their role and scope allow.
   */
  readonly keys?: 'no' | 'limited';
  /** Privileged, and needs no confirmation where only the factor that it adds can give one. */
  readonly addsFactor?: boolean;
  /** Needs no session, but reads one if sent. */
  readonly readsSession?: boolean;
  /** Its body is a form, not JSON. */
  readonly formBody?: boolean;
  /** Possible in a session that a temporary password opened. */
  readonly beforePasswordChange?: boolean;
  /** Possible in a session that lacks the second factor that the policy asks for. */
  readonly beforeSecondFactor?: boolean;
  /** Takes a body of up to 2 MB, where many items with reasons are sent at once. */
  readonly largeBody?: boolean;
  /** Credential set the fields belong to, named in validation errors. */
  readonly set?: string;
}

/** What a route takes, with an example of it for the document. */
export interface Body<B extends z.ZodType> {
  readonly schema: B;
  readonly example: z.input<B>;
}

/** For what needs nothing said. */
export const emptyBody: Body<typeof Empty> = { schema: Empty, example: {} };

interface Schemas<P extends z.ZodObject, Q extends z.ZodType, B extends z.ZodType> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: Body<B>;
}

export interface Route extends RouteDetails {
  /** Null: it answers anybody. */
  readonly needs: Permission | null;
  readonly params: z.ZodObject;
  readonly query: z.ZodType;
  readonly body: Body<z.ZodType> | null;
  readonly handle: (call: UntypedCall) => Promise<Answer>;
}

const nothing = z.strictObject({});
type Nothing = typeof nothing;

export function route<
  P extends z.ZodObject = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(
  definition: RouteDetails &
    Schemas<P, Q, B> & {
      readonly needs: Permission;
      readonly handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Answer>;
    },
): Route {
  return {
    ...definition,
    params: definition.params ?? nothing,
    query: definition.query ?? nothing,
    body: definition.body ?? null,
    handle: (call) => definition.handle(call as Call<z.output<P>, z.output<Q>, z.output<B>>),
  };
}

/** A route that answers without a session or key: sign-in only. */
export function publicRoute<
  P extends z.ZodObject = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(
  definition: RouteDetails &
    Schemas<P, Q, B> & {
      readonly handle: (call: PublicCall<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Answer>;
    },
): Route {
  return {
    ...definition,
    needs: null,
    params: definition.params ?? nothing,
    query: definition.query ?? nothing,
    body: definition.body ?? null,
    handle: (call) => definition.handle(call as PublicCall<z.output<P>, z.output<Q>, z.output<B>>),
  };
}

/** As people read it. `public`: it needs none. */
export const leastRoleOf = ({ needs }: Pick<Route, 'needs'>): Role | 'public' =>
  needs === null ? 'public' : leastRole(needs);

/** `/integrations/{id}` as Express writes it. */
export const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/gu, ':$1');
