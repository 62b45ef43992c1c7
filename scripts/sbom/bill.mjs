import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import CycloneDx from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import parseSpdx from 'spdx-expression-parse';
import { root } from '../build-state.mjs';
import { neededByProject } from './installed-packages.mjs';

const { Contrib, Enums, Models, Serialize, Spec } = CycloneDx;
const licences = new Contrib.License.Factories.LicenseFactory(parseSpdx);
const builder = new Contrib.FromNodePackageJson.Builders.ComponentBuilder(
  new Contrib.FromNodePackageJson.Factories.ExternalReferenceFactory(),
  licences,
);

/** What is shipped as CycloneDX 1.6 in JSON. */
export function serialized(packages, programs) {
  const bom = new Models.Bom({ serialNumber: `urn:uuid:${randomUUID()}` });
  const project = component(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), '');
  project.type = Enums.ComponentType.Application;
  bom.metadata = new Models.Metadata({ timestamp: new Date(), component: project });
  bom.metadata.tools.components.add(toolOf('@cyclonedx/cyclonedx-library'));

  const byPath = new Map(packages.map((one) => [one.path, componentOf(one)]));
  const brought = programs.map(program);
  for (const one of [...byPath.values(), ...brought]) bom.components.add(one);
  // What the console is made of is no dependency of it any more once it is built: it is part of the product.
  const needed = neededByProject();
  const direct = packages.filter(({ path, parts }) => needed.has(path) || !parts.has('service'));
  for (const { path } of direct) project.dependencies.add(byPath.get(path).bomRef);
  for (const one of brought) project.dependencies.add(one.bomRef);
  for (const { path, needs } of packages)
    for (const other of needs) byPath.get(path).dependencies.add(byPath.get(other).bomRef);

  const normalizers = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(normalizers).serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function component(manifest, path) {
  const made = builder.makeComponent(manifest);
  if (made === undefined) throw new Error(`${path}/package.json has no name`);
  const [name, namespace] = manifest.name.split('/').reverse();
  made.bomRef.value = path === '' ? `${manifest.name}@${manifest.version}` : path;
  made.purl = new PackageURL('npm', namespace, name, manifest.version).toString();
  return made;
}

function componentOf({ path, manifest, licence, integrity, parts }) {
  const made = component(manifest, path);
  made.licenses.clear();
  if (licence !== null) made.licenses.add(licences.makeFromString(licence));
  for (const part of parts) made.properties.add(new Models.Property('seatwise:part', part));
  const hash = /^sha512-([A-Za-z0-9+/=]+)$/.exec(integrity ?? '')?.[1];
  if (hash !== undefined) made.hashes.set('SHA-512', Buffer.from(hash, 'base64').toString('hex'));
  return made;
}

function program({ name, description, version, licence, from, parts }) {
  const made = brought(name, version, licence, { description, scope: Enums.ComponentScope.Optional });
  made.properties.add(new Models.Property('seatwise:part', 'npm start'));
  made.externalReferences.add(new Models.ExternalReference(from, Enums.ExternalReferenceType.Website));
  for (const part of parts)
    made.components.add(brought(part.name, part.version, part.licence, {}, `${name}/`));
  return made;
}

function brought(name, version, licence, more, above = '') {
  const made = new Models.Component(Enums.ComponentType.Application, name, {
    bomRef: `program:${above}${name}`,
    ...(version === null ? {} : { version }),
    ...more,
  });
  made.purl = new PackageURL('generic', undefined, name, version ?? undefined).toString();
  made.licenses.add(licences.makeFromString(licence));
  if (above !== '') made.type = Enums.ComponentType.Library;
  return made;
}

function toolOf(name) {
  return component(JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')), name);
}
