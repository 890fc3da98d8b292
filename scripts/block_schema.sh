#!/bin/sh
# Makes sandbox/schema/slack_types.json from Slack's own published types. Needs node, npm and the npm registry; nothing
# at run time does. Usage: scripts/block_schema.sh
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
    @slack/types@3.2.0 ts-json-schema-generator@2.4.0 typescript@5.9.3
cat >entry.ts <<'TYPES'
import type { HomeView, KnownBlock, MessageMetadata, ModalView } from '@slack/types';
export type MessageBlocks = KnownBlock[];
export type Modal = ModalView;
export type Home = HomeView;
export type Metadata = MessageMetadata;
TYPES
cat >tsconfig.json <<'CONFIG'
{"compilerOptions": {"module": "nodenext", "moduleResolution": "nodenext", "strict": true, "skipLibCheck": true,
  "target": "es2022"}, "files": ["entry.ts"]}
CONFIG
npx ts-json-schema-generator --path entry.ts --tsconfig tsconfig.json --type '*' --no-type-check --jsDoc none \
    --out schema.json
cp schema.json "$root/sandbox/schema/slack_types.json"
cp node_modules/@slack/types/LICENSE "$root/sandbox/schema/LICENSE-slack-types"
