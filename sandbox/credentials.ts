import { z } from 'zod';
import type { Scenario } from './scenario.ts';

/** What a user types into the product to connect it to the simulated MSP. All of it is made up. */
export interface SandboxCredentials {
  readonly accountsApi: DuoApplication;
  readonly adminApi: DuoApplication;
  readonly psa: {
    readonly site: string;
    readonly companyId: string;
    readonly publicKey: string;
    readonly privateKey: string;
    readonly clientId: string;
  };
  readonly autotask: {
    readonly host: string;
    readonly userName: string;
    readonly secret: string;
    readonly integrationCode: string;
  };
  readonly halopsa: {
    readonly site: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
}

export interface DuoApplication {
  readonly integrationKey: string;
  readonly secretKey: string;
  readonly apiHostname: string;
}

/** The parent's own keys and the first API member. Throws for a scenario that lacks one of them. */
export function credentialsOf(scenario: Scenario): SandboxCredentials {
  const application = (kind: 'accounts-api' | 'admin-api'): DuoApplication => {
    const key = scenario.duo.keys.find(
      (one) => one.kind === kind && one.apiHostname === scenario.duo.parent.apiHostname,
    );
    if (key === undefined) throw new Error(`The scenario ${scenario.name} has no ${kind} key of the parent.`);
    return {
      integrationKey: key.integrationKey,
      secretKey: key.secretKey,
      apiHostname: key.apiHostname,
    };
  };
  const { connectwise, autotask, halopsa } = scenario;
  const member = connectwise.members[0];
  const clientId = connectwise.clientIds[0];
  const user = autotask.users[0];
  const haloApplication = halopsa.applications[0];
  if (member === undefined || clientId === undefined || user === undefined || haloApplication === undefined) {
    throw new Error(`The scenario ${scenario.name} lacks what a PSA is signed in with.`);
  }
  return {
    accountsApi: application('accounts-api'),
    adminApi: application('admin-api'),
    psa: {
      site: connectwise.host,
      companyId: connectwise.companyId,
      publicKey: member.publicKey,
      privateKey: member.privateKey,
      clientId,
    },
    autotask: {
      host: autotask.lookUpHost,
      userName: user.userName,
      secret: user.secret,
      integrationCode: autotask.integrationCode,
    },
    halopsa: {
      site: halopsa.host,
      clientId: haloApplication.clientId,
      clientSecret: haloApplication.clientSecret,
    },
  };
}

const FieldsBySet = z.record(z.string(), z.record(z.string(), z.string()));

/** What is typed into one form, by the name that a kind's form gives it (`inSandbox`). Throws where there is none. */
export function enteredInto(
  credentials: SandboxCredentials,
  inSandbox: string,
): Readonly<Record<string, string>> {
  const fields = FieldsBySet.parse(credentials)[inSandbox];
  if (fields === undefined) throw new Error(`The sandbox has no credential ${inSandbox}.`);
  return fields;
}
