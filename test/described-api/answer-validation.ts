import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ProblemBody } from '../../contracts/api/common.ts';
import { answersWithEvents, type ApiDocument, codesOf, type JsonSchema, type Operation } from './document.ts';
import { type Received, type SentRequest, targetOf } from './sending.ts';

/** Compares answers with the document, by a validator that is not the one the document was made with. */
export interface Evaluate {
  /** What is wrong with an answer, in words; null: nothing. */
  readonly fault: (operation: Operation, sent: SentRequest, received: Received) => string | null;
  /** Does the document allow this body? */
  readonly allows: (schema: JsonSchema, body: unknown) => boolean;
}

export function evaluateBy(document: ApiDocument): Evaluate {
  // Making the code of validators shorter takes longer than they run.
  const code = { optimize: false };
  const ajv = new Ajv2020({ allErrors: false, strict: true, strictTypes: false, code });
  addFormats.default(ajv);
  // Under a name each, so that it is compiled once and not with every schema that refers to it.
  for (const [name, schema] of Object.entries(document.components.schemas))
    ajv.addSchema(referringByName(schema), name);
  // Most answers are the same problem: of more than a thousand schemas, a tenth are different ones.
  const compiled = new Map<string, ValidateFunction>();
  const compiledOf = (schema: JsonSchema): ValidateFunction => {
    const text = JSON.stringify(schema);
    const validate = compiled.get(text) ?? ajv.compile(referringByName(schema));
    compiled.set(text, validate);
    return validate;
  };
  const validators = new Map<JsonSchema, ValidateFunction>();
  const validatorOf = (schema: JsonSchema): ValidateFunction => {
    const validate = validators.get(schema) ?? compiledOf(schema);
    validators.set(schema, validate);
    return validate;
  };
  const mismatch = (schema: JsonSchema, value: unknown): string | null => {
    const validate = validatorOf(schema);
    if (validate(value)) return null;
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`).join('; ');
  };
  return {
    allows: (schema, body) => mismatch(schema, JSON.parse(JSON.stringify(body))) === null,
    fault: (operation, sent, received) => {
      const fault = faultOf(operation, received, mismatch);
      return fault === null
        ? null
        : `${operation.method} ${targetOf(sent).slice(0, 200)} ${shown(sent)}: ${received.status} ${fault}; ${received.text.slice(0, 300)}`;
    },
  };
}

const referringByName = (schema: JsonSchema): JsonSchema =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === '$ref' ? String(value).replace('#/components/schemas/', '') : value,
    ),
  ) as JsonSchema;

const shown = ({ body, raw, headers }: SentRequest): string =>
  raw === undefined
    ? `${JSON.stringify(headers['idempotency-key'] ?? '')} ${body === undefined ? '' : JSON.stringify(body).slice(0, 300)}`
    : `${raw.type ?? 'no type'}, ${raw.bytes.length} bytes`;

function faultOf(
  operation: Operation,
  { status, type, headers, text }: Received,
  mismatch: (schema: JsonSchema, value: unknown) => string | null,
): string | null {
  if (headers['x-request-id'] === undefined) return 'has no request id';
  if (status === 500) return 'is an error of ours';
  const declared = operation.responses[String(status)];
  if (declared === undefined) return 'is not declared';
  if (declared.content === undefined) return text === '' ? null : 'has a body where none is declared';
  const content = declared.content[type];
  if (content === undefined) return `has the type ${type}, which is not declared`;
  if (answersWithEvents(operation) || !type.endsWith('json')) return null;
  const value: unknown = parsed(text);
  if (value === undefined) return 'is no JSON';
  const wrong = mismatch(content.schema, value);
  if (wrong !== null) return `does not fit its schema: ${wrong}`;
  return type === 'application/problem+json'
    ? problemFault(operation, status, headers, value as ProblemBody)
    : null;
}

function problemFault(
  operation: Operation,
  status: number,
  headers: Received['headers'],
  problem: ProblemBody,
): string | null {
  if (problem.status !== status) return 'names another status in its body';
  if (problem.type !== `urn:seatwise:problem:${problem.code}`) return 'names another code in its type';
  if (problem.requestId !== headers['x-request-id']) return 'names another request in its body';
  return codesOf(operation, status).includes(problem.code) ? null : `has the undeclared code ${problem.code}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
