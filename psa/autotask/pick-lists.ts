import { z } from 'zod';
import { text } from '../answer-fields.ts';
import type { KnownPsa } from '../pace.ts';
import type { PsaResult } from '../port.ts';
import { contracts } from './records.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Reads } from './reads.ts';

const fieldsAnswer = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      picklistValues: z.array(z.object({ value: z.string(), label: text })).nullish(),
    }),
  ),
});

/** Labels of what contracts hold as numbers or letters; a value without a label is shown as it is. */
export interface ContractLabels {
  readonly status: (value: string | null) => string | null;
  readonly periodType: (value: string) => string;
}

/** Values of picklists differ by tenant: each client asks for them once (autotask.md 6). */
export class PickLists {
  readonly #reads: Reads;
  readonly #known: Pick<KnownPsa, 'labels'>;
  #ofContracts: ContractLabels | null = null;

  constructor(reads: Reads, known: Pick<KnownPsa, 'labels'>) {
    this.#reads = reads;
    this.#known = known;
  }

  /** Before a write those that an earlier client of this credential was given will do. */
  async beforeWriting(limits: ReadLimits): Promise<PsaResult<ContractLabels>> {
    return this.#known.labels === null
      ? this.ofContracts(limits)
      : { ok: true, value: labelsIn(this.#known.labels) };
  }

  async ofContracts(limits: ReadLimits): Promise<PsaResult<ContractLabels>> {
    if (this.#ofContracts !== null) return { ok: true, value: this.#ofContracts };
    const path = `${contracts.name}/entityInformation/fields`;
    const answer = await this.#reads.read(
      { path, right: `${contracts.name} (query)`, shape: fieldsAnswer },
      limits,
    );
    if (!answer.ok) return answer;
    const labelsOf = (field: string): ReadonlyMap<string, string | null> => {
      const found = answer.value.fields.find(({ name }) => name.toLowerCase() === field.toLowerCase());
      return new Map((found?.picklistValues ?? []).map(({ value, label }) => [value, label]));
    };
    const labels = new Map([statusField, periodField].map((field) => [field, labelsOf(field)]));
    this.#known.labels = labels;
    this.#ofContracts = labelsIn(labels);
    return { ok: true, value: this.#ofContracts };
  }
}

const [statusField, periodField] = ['status', 'contractPeriodType'] as const;

function labelsIn(labels: NonNullable<KnownPsa['labels']>): ContractLabels {
  const [status, periodType] = [labels.get(statusField), labels.get(periodField)];
  return {
    status: (value) => (value === null ? null : (status?.get(value) ?? value)),
    periodType: (value) => periodType?.get(value) ?? value,
  };
}
