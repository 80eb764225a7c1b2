import { gatewayCommand } from '../gateway-command.ts';
import { auditExportCommand } from './audit-export.ts';
import {
  auditCheckpointCommand,
  auditCheckpointsCommand,
  auditKeysCommand,
  auditProofCommand,
  auditRotateKeyCommand,
} from './audit-log.ts';

/** `audit`: the audit log as something that is handed on. */
export function auditCommand() {
  return gatewayCommand('audit', 'prove the audit log, and hand it on')
    .addCommand(auditCheckpointCommand())
    .addCommand(auditCheckpointsCommand())
    .addCommand(auditProofCommand())
    .addCommand(auditKeysCommand())
    .addCommand(auditRotateKeyCommand())
    .addCommand(auditExportCommand());
}
