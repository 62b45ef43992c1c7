import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { root } from './build-state.mjs';

/**
 * `npm run images:pin`: asks the registries which images the tags in Dockerfile and docker-compose.yml (or the files
 * named) stand for now, and writes their digests behind them. Speaks the registries' own protocol (OCI distribution,
 * with tokens); HTTPS_PROXY is heeded. A digest is the SHA-256 of the bytes that came, never what somebody says it is.
 * Files change when everything was resolved, or not at all.
 */
const named = process.argv.slice(2);
const files = named.length > 0 ? named : ['Dockerfile', 'docker-compose.yml'].map((file) => join(root, file));

const dispatcher = new EnvHttpProxyAgent();
const patienceMs = 20_000;
const largest = 4 * 1_024 * 1_024;
/** Lists of all platforms first: the digest then fits every machine. */
const accept = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** `name:tag`, or `name:${VARIABLE:-tag}`, each with a digest or without one; a digest belongs to its tag alone. */
const reference =
  /^(?<before>(?<name>[\w.-]+(?::\d+)?(?:\/[\w.-]+)*):(?:\$\{\w+:-)?(?<tag>\w[\w.-]*))(?:@sha256:[0-9a-f]{64})?(?<after>\}?)$/;
const place = /^(?<indent>FROM |\s+image: )(?<image>\S+)(?<rest>.*)$/gm;

try {
  const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const digests = await resolved(texts.map(({ text }) => text).join('\n'));
  for (const { file, text } of texts) writeFileSync(file, pinned(text, digests));
  for (const [image, digest] of digests) console.log(`${image} ${digest}`);
} catch (error) {
  console.error(`${error.message} Nothing was changed.`);
  process.exitCode = 1;
} finally {
  await dispatcher.close();
}

/** Digest by `name:tag`. What is named by a variable alone is built here; so is a stage of the Dockerfile. */
async function resolved(text) {
  const digests = new Map();
  const stages = new Set([...text.matchAll(/^FROM .+ AS (\S+)$/gim)].map((match) => match[1]));
  for (const { groups } of text.matchAll(place)) {
    const found = reference.exec(groups.image)?.groups;
    if (found === undefined) {
      if (groups.image.startsWith('${') || stages.has(groups.image)) continue;
      throw new Error(`${groups.image} is not a name with a tag.`);
    }
    const image = `${found.name}:${found.tag}`;
    if (!digests.has(image)) digests.set(image, await digestOf(found.name, found.tag));
  }
  if (digests.size === 0) throw new Error('No image is named.');
  return digests;
}

function pinned(text, digests) {
  return text.replaceAll(place, (line, indent, image, rest) => {
    const found = reference.exec(image)?.groups;
    if (found === undefined) return line;
    return `${indent}${found.before}@${digests.get(`${found.name}:${found.tag}`)}${found.after}${rest}`;
  });
}

/** As Docker reads names: without a host they are Docker Hub's, and of one word its own images. */
function registryOf(name) {
  const [first, ...rest] = name.split('/');
  if (rest.length > 0 && /[.:]/.test(first)) return { host: first, repository: rest.join('/') };
  return { host: 'registry-1.docker.io', repository: rest.length === 0 ? `library/${name}` : name };
}

async function digestOf(name, tag) {
  const { host, repository } = registryOf(name);
  const url = `https://${host}/v2/${repository}/manifests/${tag}`;
  let answer = await get(url, { accept });
  if (answer.status === 401) {
    const token = await tokenFor(host, answer.headers.get('www-authenticate') ?? '');
    answer = await get(url, { accept, authorization: `Bearer ${token}` });
  }
  if (!answer.ok) throw new Error(`${host} answers ${answer.status} for ${name}:${tag}.`);
  const bytes = await bodyOf(answer, host);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const said = answer.headers.get('docker-content-digest');
  if (!isManifest(bytes) || (said !== null && said !== digest))
    throw new Error(`${host} sent something else for ${name}:${tag} than it says.`);
  return digest;
}

function isManifest(bytes) {
  try {
    const { schemaVersion, manifests, config } = JSON.parse(bytes.toString('utf8'));
    return schemaVersion === 2 && (Array.isArray(manifests) || typeof config === 'object');
  } catch {
    return false;
  }
}

/** Anybody may read public images, and still needs a token that says so. */
async function tokenFor(host, challenge) {
  const fields = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );
  if (!/^bearer /i.test(challenge) || !/^https:\/\//.test(fields.realm ?? ''))
    throw new Error(`${host} wants to know who asks, in a way that is not known here.`);
  const url = new URL(fields.realm);
  for (const key of ['service', 'scope'])
    if (fields[key] !== undefined) url.searchParams.set(key, fields[key]);
  const answer = await get(url, { accept: 'application/json' });
  if (!answer.ok) throw new Error(`${url.host} answers ${answer.status} when asked for a token.`);
  const { token, access_token: other } = JSON.parse((await bodyOf(answer, url.host)).toString('utf8'));
  return token ?? other;
}

async function get(url, headers) {
  try {
    return await fetch(url, { headers, dispatcher, signal: AbortSignal.timeout(patienceMs) });
  } catch (error) {
    throw unreachable(new URL(url).host, error);
  }
}

async function bodyOf(answer, host) {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > largest) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreachable(host, error);
  }
  if (size > largest) throw new Error(`${host} sends more than a manifest.`);
  return Buffer.concat(chunks);
}

function unreachable(host, error) {
  const cause = error.cause ?? error;
  return new Error(`${host} cannot be reached (${cause.code ?? cause.name}): run this where it can be.`);
}
