import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../documentation/markdown.ts';
import { node24 } from '../environment/node-24.ts';
import { buildImage, cache, podman, podmanEnds, run } from './containers.ts';

/**
 * Third-party images where no image registry is reachable, built from Debian's packages, Node from npm, and Temporal's
 * sources. Those of docker-compose.yml have the name and tag of the image they replace, in a separate storage.
 */

/** How an image came here. */
export type Origin = 'pulled' | 'stand-in';

const isStandIn = 'seatwise.stand-in';
const debian = 'localhost/debian:bookworm-slim';

/** Pulls the image; where that fails, `make` fills a folder, and the Dockerfile of that name is built in it. */
export function provide(image: string, dockerfile: string, make: (folder: string) => void): Origin {
  if (!isHere(image) && !isPulled(image)) build(image, dockerfile, make);
  const label = podman('image', 'inspect', '--format', `{{index .Config.Labels "${isStandIn}"}}`, image);
  return label === 'yes' ? 'stand-in' : 'pulled';
}

const isHere = (image: string): boolean => podmanEnds('image', 'exists', image).status === 0;
const isPulled = (image: string): boolean => podmanEnds('pull', '--quiet', image).status === 0;

function build(image: string, dockerfile: string, make: (folder: string) => void): void {
  provideDebian();
  const folder = mkdtempSync(join(cache, 'context-'));
  try {
    make(folder);
    const file = join(projectFolder, 'test', 'packaging', 'stand-ins', `${dockerfile}.Dockerfile`);
    buildImage(image, folder, '--file', file, '--label', `${isStandIn}=yes`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What Docker's slim images have: the essential packages, certificates, and the C++ library. */
function provideDebian(): void {
  if (isHere(debian)) return;
  const archive = join(cache, 'debian.tar');
  run('mmdebstrap', [
    '--quiet',
    '--variant=minbase',
    '--include=ca-certificates,libstdc++6',
    // As in Docker's images, so that layers do not contain apt's caches.
    '--aptopt=Dir::Cache { srcpkgcache ""; pkgcache ""; }',
    'bookworm',
    archive,
  ]);
  podman('import', archive, debian);
  rmSync(archive);
}

/** What the Dockerfile begins with, where nothing else is passed. Throws where it names nothing. */
export function nodeImage(): string {
  const named = /^ARG NODE_IMAGE=(\S+)$/mu.exec(readFileSync(join(projectFolder, 'Dockerfile'), 'utf8'))?.[1];
  if (named === undefined) throw new Error('the Dockerfile names no NODE_IMAGE');
  return named;
}

const nodeStandIn = 'localhost/node:24-stand-in';

/** Returns what to pass as `NODE_IMAGE`: the image itself, or its stand-in. */
export function provideNode(): string {
  const image = nodeImage();
  if (isHere(image)) return image;
  if (isHere(nodeStandIn)) return nodeStandIn;
  if (isPulled(image)) return image;
  build(nodeStandIn, 'node', (folder) => {
    const node = node24();
    if (node === null) throw new Error('there is no Node 24 for the base image');
    copyFileSync(node, join(folder, 'node'));
    run('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', 'npm@11']);
    renameSync(join(folder, 'node_modules', 'npm'), join(folder, 'npm'));
    // Behind a proxy that terminates TLS, npm in the image needs the certificates of this machine.
    const certificates = process.env['NODE_EXTRA_CA_CERTS'];
    if (certificates !== undefined) copyFileSync(certificates, join(folder, 'npm', 'certificates.pem'));
    const line =
      certificates === undefined ? '' : 'cafile=/usr/local/lib/node_modules/npm/certificates.pem\n';
    writeFileSync(join(folder, 'npmrc'), line);
  });
  return nodeStandIn;
}
