export { readAdminKey, writeAdminKey } from './admin-key.ts';
export { type DataFolder, dataDirDefault, dataFolderAt, openDataFolder } from './data-folder.ts';
export { type GatewayAddress, publishGateway, readGateway, removeGateway } from './gateway-address.ts';
export { addMasterKey, dropMasterKey, fileKeyRing, type MasterKey, type MasterKeyRing } from './master-keys.ts';
export { type ProcessSecrets, processSecrets, type SecretsSource, type TurningKeyRing } from './process-secrets.ts';
export { repairModes } from './repair-modes.ts';
export { readSandboxes, SandboxRecord, writeSandboxes } from './sandboxes.ts';
export { ensureSecrets, readSecrets, Secrets } from './secrets.ts';
export { takeStartLock } from './start-lock.ts';
