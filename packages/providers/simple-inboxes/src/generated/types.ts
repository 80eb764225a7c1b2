// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

export interface paths {
    "/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All orders, page by page. */
        get: operations["listOrders"];
        put?: never;
        /** Places an order for inboxes, and for the domains they are on. Spends money. */
        post: operations["placeOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{orderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order with its inboxes and domains. */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/promo-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a promotion applies to the account. */
        get: operations["getPromoStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/stats/inbox-count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many inboxes are active, pending and canceled. */
        get: operations["getInboxCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/unpaid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The orders that still have something to be paid. */
        get: operations["listUnpaidOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{orderId}/auto-renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Whether an order renews by itself. */
        patch: operations["setOrderAutoRenew"];
        trace?: never;
    };
    "/orders/{orderId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queues an order for cancellation; its inboxes stay active until then. */
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{orderId}/revert-cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes back a cancellation that is still queued. */
        post: operations["revertOrderCancellation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{orderId}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings a canceled order back. Spends money. */
        post: operations["reactivateOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/inbox-mutations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The jobs that change inboxes, queued and processed. */
        get: operations["listInboxMutations"];
        put?: never;
        /** Queues renames, password changes and new photos of inboxes as one job. */
        post: operations["createInboxMutation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/inbox-mutations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far one job has come. */
        get: operations["getInboxMutation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/nameservers/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks again whether a domain's nameservers have propagated. */
        post: operations["checkNameservers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/nameservers/recheck-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has the nameservers of every domain of the account checked again. */
        post: operations["recheckAllNameservers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All inboxes, page by page. */
        get: operations["listInboxes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inboxes/{inboxId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One inbox with its domain and persona. */
        get: operations["getInbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inboxes/{inboxId}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An inbox's app password and SMTP credentials. */
        get: operations["getInboxCredentials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inboxes/{inboxId}/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How multi-factor authentication is set up for an inbox. */
        get: operations["getInboxMfa"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inboxes/{inboxId}/sync-1password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pushes an inbox's credentials into the linked 1Password vault. */
        post: operations["syncInboxTo1Password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inboxes/{inboxId}/profile-photo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Gives an inbox another profile photo. */
        patch: operations["setInboxPhoto"];
        trace?: never;
    };
    "/inboxes/{inboxId}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Gives an inbox another password. */
        patch: operations["rotateInboxPassword"];
        trace?: never;
    };
    "/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All domains, page by page. */
        get: operations["listDomains"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which domains of this sort the registrar has for sale. */
        get: operations["searchDomains"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/search-batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the registrar about up to 100 domains at once. */
        post: operations["searchDomainsBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/bulk/dns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes DNS records on many domains at once; some may succeed and others fail. */
        post: operations["updateDnsInBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One domain in detail. */
        get: operations["getDomain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/inboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All inboxes on a domain. */
        get: operations["listDomainInboxes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/nameservers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The Cloudflare nameservers assigned to a domain, and whether they have propagated. */
        get: operations["getDomainNameservers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that happened to a domain, from its provisioning on. */
        get: operations["getDomainHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The actions on a domain that are queued or in progress. */
        get: operations["listDomainActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/actions/{actionId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries a failed provisioning action once more. */
        post: operations["retryDomainAction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/reupload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pushes the credentials of a domain's inboxes to the linked sending tool again. */
        post: operations["reuploadDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/add-sending-tool": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Attaches a sending-tool credential to a domain, for its future inboxes. */
        post: operations["addSendingToolToDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/fulfillment-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Overrides, for one domain, how orders are carried out. */
        patch: operations["setDomainFulfillment"];
        trace?: never;
    };
    "/domains/{domain}/dns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All DNS records of a domain. */
        get: operations["listDnsRecords"];
        put?: never;
        /** Adds a DNS record. There is no way to change one: a change is an addition and a deletion. */
        post: operations["addDnsRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/dns/{recordId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a DNS record. */
        delete: operations["deleteDnsRecord"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/dns/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pushes all DNS records of a domain to Cloudflare. */
        post: operations["syncDns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/dns/sync-record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pushes one DNS record to Cloudflare. */
        post: operations["syncDnsRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/dns/forwarding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has a domain forward web visitors elsewhere. */
        post: operations["setForwarding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All workspaces of the agency account. */
        get: operations["listWorkspaces"];
        put?: never;
        /** Creates a workspace. */
        post: operations["createWorkspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/global/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Spend, inboxes and orders over every workspace. */
        get: operations["getGlobalSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a workspace's name, billing mode or fallback. */
        patch: operations["updateWorkspace"];
        trace?: never;
    };
    "/workspaces/{id}/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A workspace's spend, inboxes and recent activity. */
        get: operations["getWorkspaceSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{id}/sending-tool-defaults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sending-tool credentials that new orders of a workspace use. */
        get: operations["getSendingToolDefaults"];
        /** Sets the sending-tool credentials that new orders of a workspace use. */
        put: operations["setSendingToolDefaults"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All clients with their numbers of orders and inboxes. */
        get: operations["listClients"];
        put?: never;
        /** Creates a client, and the workspace behind it. */
        post: operations["createClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{clientName}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One client in detail. */
        get: operations["getClient"];
        /** Renames a client. */
        put: operations["renameClient"];
        post?: never;
        /** Deletes a client's workspace. */
        delete: operations["deleteClient"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{clientName}/usernames": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every user name that a client has in use. */
        get: operations["listClientUsernames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{clientName}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A client's saved sending-tool credentials. */
        get: operations["listSendingToolCredentials"];
        put?: never;
        /** Saves a sending-tool credential of a client. */
        post: operations["addSendingToolCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{clientName}/credentials/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries a credential on the sending tool's API before it is saved. */
        post: operations["testSendingToolCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{clientName}/credentials/{credentialId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a saved credential. */
        put: operations["updateSendingToolCredential"];
        post?: never;
        /** Deletes a saved credential. */
        delete: operations["deleteSendingToolCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every domain in the Recovery Pool with its health. */
        get: operations["listRecoveryEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recovery/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts domains into the Recovery Pool. */
        post: operations["submitRecoveryDomains"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recovery/blacklist-check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Looks domains up on the block lists (Spamhaus DBL, URIBL and others) again. */
        post: operations["checkBlacklists"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recovery/pending-notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notifications of the Recovery Pool that nobody has read yet. */
        get: operations["listRecoveryNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recovery/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entry of the Recovery Pool. */
        get: operations["getRecoveryEntry"];
        put?: never;
        post?: never;
        /** Removes a domain from the Recovery Pool for good. */
        delete: operations["deleteRecoveryEntry"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recovery/{id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a healed domain back into the account and provisions it again. Spends money. */
        post: operations["reactivateRecoveredDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recovery/{id}/dismiss-banner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Marks the notification about a domain as read. */
        post: operations["dismissRecoveryBanner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/registrars/supported": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The registrars whose nameservers the provider can change, and the credentials each needs. */
        get: operations["listRegistrars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/registrars/connection-info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The IP address that a registrar has to let in. */
        get: operations["getRegistrarConnectionInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/registrars/test-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries registrar credentials before they are saved. */
        post: operations["testRegistrarCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/registrars/update-nameservers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the nameservers of domains at their registrar, by the credentials that are saved. */
        post: operations["updateRegistrarNameservers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The balance of the wallet and how it is topped up. */
        get: operations["getWallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wallet/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The transactions of the wallet, page by page; newest first, as is inferred. */
        get: operations["listWalletTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wallet/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The master wallet and the wallet of every workspace. */
        get: operations["getWalletOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wallet/auto-recharge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has the wallet topped up when its balance falls below a threshold. */
        post: operations["setAutoRecharge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wallet/workspaces/{workspaceId}/mode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a workspace pays from its own wallet or from the master wallet. */
        post: operations["setWalletMode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wallet/workspaces/{workspaceId}/fallback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether the master wallet pays when a workspace's own wallet cannot. */
        post: operations["setWalletFallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wallet/workspaces/{workspaceId}/use-master-billing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has the master wallet pay for everything of a workspace. */
        post: operations["useMasterBilling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wallet/workspaces/{workspaceId}/billing-details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Saves the billing details of a workspace. */
        post: operations["setWorkspaceBillingDetails"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wallet/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves money between the wallets of the master and the workspaces. */
        post: operations["transferFunds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The spend of this month so far, what it will come to, and what it is made of. */
        get: operations["getBillingSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The monthly statements of the past. */
        get: operations["getBillingHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All Stripe invoices, of subscriptions and one-off. */
        get: operations["listStripeInvoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/topup-invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The invoices of wallet top-ups. */
        get: operations["listTopupInvoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/custom-invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The invoices that somebody made by hand. */
        get: operations["listCustomInvoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/custom-invoices/{transactionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One invoice that was made by hand, by its transaction. */
        get: operations["getCustomInvoice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/billing/details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The billing details of the workspace. */
        get: operations["getBillingDetails"];
        put?: never;
        /** Changes the billing details of the workspace. */
        post: operations["setBillingDetails"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/topup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a Stripe checkout for a top-up. */
        post: operations["createTopup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms a top-up once the customer is back from Stripe. */
        post: operations["confirmTopup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/method": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The saved way to pay. */
        get: operations["getPaymentMethod"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/setup-intent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a Stripe SetupIntent for adding a card. */
        post: operations["createSetupIntent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/customer-portal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a one-time link into Stripe's customer portal. */
        post: operations["openCustomerPortal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All API keys of the workspace, without the keys themselves. */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Creates an API key; the whole key is shown in this answer and never again.
         * @description The provider's page contradicts itself: this endpoint is listed, and elsewhere key creation is said to need a
         *     session of the dashboard. A refusal is reported as `session_only`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revokes an API key at once.
         * @description May be refused like `createApiKey`, for the same reason.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description True, as the documented error says false. */
        Success: boolean;
        /** @description Left out where a list does not say how long it is. */
        Pagination: {
            page?: number;
            limit?: number;
            total?: number;
            totalPages?: number;
        };
        /**
         * @description A UUID, as far as the platform is known.
         * @example 7f6d7c3e-0f3b-4f0e-9c0a-3a4f6f1f2b11
         */
        Id: string;
        /** @example acme.com */
        DomainName: string;
        /**
         * @description ISO 8601 in UTC.
         * @example 2026-05-01T10:14:00.000Z
         */
        Timestamp: string;
        /**
         * @description ISO 8601 in UTC; null where it has not happened.
         * @example 2026-05-01T10:14:00.000Z
         */
        Instant: string | null;
        /**
         * @description Money. Whether in the major or the minor unit of its currency is not documented; the connection's setting
         *     `moneyUnit` decides.
         * @example 24.5
         */
        Amount: number | string;
        /**
         * @description An ISO 4217 code in either case.
         * @example USD
         */
        Currency: string;
        /**
         * @description An open vocabulary. `canceled` is also spelled `cancelled`.
         * @example active
         */
        Status: string;
        /**
         * @description An open vocabulary; the platform knows `microsoft`, `google`, `smtp_plus` and `azure`.
         * @example google
         */
        MailProvider: string;
        /**
         * @description Who pays, the master wallet or the workspace's own. That there are these two is stated.
         * @enum {string}
         */
        BillingMode: "master" | "dedicated";
        Order: {
            id: components["schemas"]["Id"];
            status: components["schemas"]["Status"];
            provider?: components["schemas"]["MailProvider"];
            workspaceId?: string | null;
            clientName?: string | null;
            domains?: components["schemas"]["DomainName"][];
            inboxCount?: number;
            autoRenew?: boolean;
            amount?: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
            createdAt?: components["schemas"]["Timestamp"];
            renewsAt?: components["schemas"]["Instant"];
            cancelAt?: components["schemas"]["Instant"];
            /** @description Where one order is asked for. */
            inboxes?: components["schemas"]["Inbox"][];
        };
        OrderedDomain: {
            domain: components["schemas"]["DomainName"];
            /**
             * @description Buy it, or bring your own.
             * @enum {string}
             */
            source?: "buy" | "byod";
        };
        PersonName: {
            firstName?: string;
            lastName?: string;
        };
        PromoStatus: {
            eligible?: boolean;
            description?: string | null;
            endsAt?: components["schemas"]["Instant"];
        };
        InboxCounts: {
            active?: number;
            pending?: number;
            canceled?: number;
        };
        InboxChange: {
            /** @example 7f6d7c3e-0f3b-4f0e-9c0a-3a4f6f1f2b11 */
            inboxId: string;
            /** @description The new part before the @. */
            username?: string;
            firstName?: string;
            lastName?: string;
            password?: string;
            /** Format: uri */
            photoUrl?: string;
        };
        InboxMutation: {
            id: components["schemas"]["Id"];
            /**
             * @description An open vocabulary; the platform knows `queued`, `processing`, `completed`, `partially_completed`, `failed`,
             *     `cancelled` and `needs_attention`. That there is a status is stated.
             */
            status: string;
            requestCount?: number;
            domain?: string | null;
            orderId?: string | null;
            requestedAt?: components["schemas"]["Timestamp"];
            completedAt?: components["schemas"]["Instant"];
            failedAt?: components["schemas"]["Instant"];
            lastError?: string | null;
        };
        Inbox: {
            id: components["schemas"]["Id"];
            /** @example alice@acme.com */
            email: string;
            status: components["schemas"]["Status"];
            firstName?: string | null;
            lastName?: string | null;
            displayName?: string | null;
            provider?: components["schemas"]["MailProvider"];
            domainId?: string | null;
            orderId?: string | null;
            workspaceId?: string | null;
            createdAt?: components["schemas"]["Timestamp"];
            updatedAt?: components["schemas"]["Timestamp"];
            /** @description The name of its domain or, where one inbox is asked for, perhaps the domain. */
            domain?: string | {
                [key: string]: unknown;
            };
            persona?: components["schemas"]["PersonName"];
        };
        InboxCredentials: {
            email?: string;
            appPassword?: string | null;
            smtp?: components["schemas"]["MailServer"];
            imap?: components["schemas"]["MailServer"];
        };
        MailServer: {
            host?: string;
            port?: number;
            username?: string;
            password?: string;
        };
        InboxMfa: {
            enabled?: boolean;
            method?: string | null;
            secret?: string | null;
            otpauthUrl?: string | null;
            backupCodes?: string[];
        };
        /** @description Something that the provider does later. What answers for it is not documented. */
        Job: {
            id?: components["schemas"]["Id"];
            type?: string;
            /** @description `pending`, `in_progress`, `completed` or `failed`, as far as known. */
            status?: string;
            createdAt?: components["schemas"]["Timestamp"];
        };
        Queued: {
            queued?: number;
        };
        Domain: {
            id?: components["schemas"]["Id"];
            domain: components["schemas"]["DomainName"];
            status: components["schemas"]["Status"];
            interimStatus?: string | null;
            provider?: components["schemas"]["MailProvider"];
            /** @description `buy` or `byod`, as far as known. */
            source?: string;
            nameservers?: string[];
            nameserversMoved?: boolean;
            cloudflareZoneId?: string | null;
            workspaceId?: string | null;
            clientName?: string | null;
            orderId?: string | null;
            inboxCount?: number;
            forwardingUrl?: string | null;
            createdAt?: components["schemas"]["Timestamp"];
            updatedAt?: components["schemas"]["Timestamp"];
        };
        DomainOffer: {
            domain: components["schemas"]["DomainName"];
            available?: boolean;
            /** @description May name its currency, as the registrar's own API does. */
            price?: number | string | null;
            currency?: components["schemas"]["Currency"];
        };
        NameserverState: {
            nameservers: string[];
            propagated: boolean;
            checkedAt?: components["schemas"]["Instant"];
        };
        HistoryEvent: {
            id?: components["schemas"]["Id"];
            type?: string;
            description?: string | null;
            createdAt?: components["schemas"]["Timestamp"];
        };
        Action: {
            id: components["schemas"]["Id"];
            type?: string;
            /** @description `pending`, `in_progress`, `completed` or `failed`, as far as known. */
            status: string;
            attempts?: number;
            maxAttempts?: number;
            error?: string | null;
            createdAt?: components["schemas"]["Timestamp"];
            startedAt?: components["schemas"]["Instant"];
            completedAt?: components["schemas"]["Instant"];
            nextRetryAt?: components["schemas"]["Instant"];
        };
        /** @description In the words of Cloudflare, which holds the zones. */
        DnsRecord: {
            id: components["schemas"]["Id"];
            /** @example TXT */
            type: string;
            /**
             * @description The whole name or the part before the domain.
             * @example acme.com
             */
            name: string;
            /** @example v=spf1 -all */
            content: string;
            /** @description Seconds; 1 is automatic. */
            ttl?: number;
            priority?: number | null;
            proxied?: boolean;
            synced?: boolean;
            createdAt?: components["schemas"]["Timestamp"];
        };
        DnsRecordInput: {
            /** @example TXT */
            type: string;
            /** @description The whole name, the part before the domain, or `@`. */
            name: string;
            content: string;
            /** @description Seconds; 1 is automatic. */
            ttl?: number;
            priority?: number;
            proxied?: boolean;
        };
        BulkDnsResult: {
            domain: components["schemas"]["DomainName"];
            success?: boolean;
            error?: string | null;
        };
        Workspace: {
            id: components["schemas"]["Id"];
            name: string;
            /** @description An open vocabulary in answers. */
            billingMode?: string;
            fallback?: boolean;
            createdAt?: components["schemas"]["Timestamp"];
        };
        Summary: {
            spend?: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
            inboxCount?: number;
            orderCount?: number;
            /** @description Of one workspace only. */
            recentActivity?: components["schemas"]["HistoryEvent"][];
        };
        SendingToolDefaults: {
            credentialIds?: string[];
        };
        Client: {
            name: string;
            workspaceId?: string | null;
            orderCount?: number;
            inboxCount?: number;
            createdAt?: components["schemas"]["Timestamp"];
        };
        SendingToolCredential: {
            id: components["schemas"]["Id"];
            /**
             * @description Which sending tool it opens.
             * @example smartlead
             */
            tool: string;
            name?: string | null;
            status?: components["schemas"]["Status"];
            createdAt?: components["schemas"]["Timestamp"];
            username?: string | null;
            apiKey?: string | null;
            password?: string | null;
        };
        SendingToolCredentialInput: {
            /** @example smartlead */
            tool: string;
            name?: string;
            username?: string;
            apiKey?: string;
            password?: string;
        };
        TestOutcome: {
            valid?: boolean;
            message?: string | null;
        };
        RecoveryEntry: {
            id: components["schemas"]["Id"];
            domain: components["schemas"]["DomainName"];
            status?: components["schemas"]["Status"];
            /** @example healing */
            health?: string | null;
            /** @description The block lists that the domain is on. */
            listedOn?: string[];
            readyAt?: components["schemas"]["Instant"];
            createdAt?: components["schemas"]["Timestamp"];
        };
        BlacklistResult: {
            domain: components["schemas"]["DomainName"];
            listed?: boolean;
            listedOn?: string[];
            checkedAt?: components["schemas"]["Instant"];
        };
        RecoveryNotification: {
            id?: components["schemas"]["Id"];
            domain?: components["schemas"]["DomainName"];
            /** @example ready_to_reactivate */
            type?: string;
            createdAt?: components["schemas"]["Timestamp"];
        };
        /**
         * @description The page names Porkbun, Spaceship, Name.com and Namecheap; how they are spelled here is inferred.
         * @enum {string}
         */
        RegistrarName: "porkbun" | "spaceship" | "namecom" | "namecheap";
        Registrar: {
            name: string;
            title?: string;
            credentialFields?: string[];
        };
        RegistrarConnectionInfo: {
            /** @example 203.0.113.20 */
            outboundIp?: string;
        };
        RegistrarLogin: {
            registrar: components["schemas"]["RegistrarName"];
            /** @description As `listRegistrars` names them for this registrar. */
            credentials: {
                [key: string]: string;
            };
        };
        RegistrarResult: {
            domain: components["schemas"]["DomainName"];
            success?: boolean;
            nameservers?: string[];
            error?: string | null;
        };
        Wallet: {
            /** @description Null for the master wallet. */
            workspaceId?: string | null;
            name?: string | null;
            balance: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
            /** @description An open vocabulary in answers. */
            billingMode?: string;
            fallback?: boolean;
            autoRecharge?: components["schemas"]["AutoRecharge"];
        };
        AutoRecharge: {
            enabled?: boolean;
            threshold?: components["schemas"]["Amount"];
            amount?: components["schemas"]["Amount"];
        };
        WalletOverview: {
            /** @description The master wallet and that of every workspace; that these are covered is stated. */
            wallets: components["schemas"]["OverviewWallet"][];
        };
        /** @description A wallet that says whose it is. */
        OverviewWallet: {
            /** @description Null for the master wallet. */
            workspaceId: string | null;
            name?: string | null;
            balance: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
            /** @description An open vocabulary in answers. */
            billingMode?: string;
            fallback?: boolean;
            autoRecharge?: components["schemas"]["AutoRecharge"];
        };
        WalletTransaction: {
            id: components["schemas"]["Id"];
            /**
             * @description `credit` or `debit`.
             * @example debit
             */
            type: string;
            amount: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
            description?: string | null;
            /** @description Null for the master wallet. */
            workspaceId?: string | null;
            orderId?: string | null;
            balanceAfter?: components["schemas"]["Amount"];
            createdAt?: components["schemas"]["Timestamp"];
        };
        WalletTransfer: {
            id?: components["schemas"]["Id"];
            fromWorkspaceId?: string | null;
            toWorkspaceId?: string | null;
            amount?: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
            createdAt?: components["schemas"]["Timestamp"];
        };
        BillingSummary: {
            monthToDate?: components["schemas"]["Amount"];
            projected?: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
            breakdown?: {
                label?: string;
                amount?: components["schemas"]["Amount"];
            }[];
        };
        BillingPeriod: {
            id?: components["schemas"]["Id"];
            /** @example 2026-04 */
            month?: string;
            amount?: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
        };
        Invoice: {
            id: components["schemas"]["Id"];
            number?: string | null;
            status?: components["schemas"]["Status"];
            amount: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
            description?: string | null;
            transactionId?: string | null;
            createdAt?: components["schemas"]["Timestamp"];
            pdfUrl?: string | null;
        };
        /** @description In Stripe's words, and in its units whatever the connection's setting. */
        StripeInvoice: {
            /** @example in_1PqZ2e */
            id: string;
            number?: string | null;
            status?: string | null;
            /** @description In the currency's minor unit. */
            amountDue: number;
            /**
             * @description A lower-case code.
             * @example usd
             */
            currency?: string;
            description?: string | null;
            /** @description Seconds since 1970. */
            created?: number;
            hostedInvoiceUrl?: string | null;
            invoicePdf?: string | null;
        };
        BillingDetails: {
            company?: string | null;
            address?: string | null;
            vat?: string | null;
        };
        CheckoutSession: {
            sessionId?: string;
            checkoutUrl?: string;
        };
        PaymentMethod: {
            id?: string;
            brand?: string | null;
            last4?: string | null;
            expMonth?: number | null;
            expYear?: number | null;
        };
        SetupIntent: {
            id?: string;
            clientSecret?: string;
        };
        PortalSession: {
            url?: string;
        };
        ApiKey: {
            id: components["schemas"]["Id"];
            name: string;
            /** @description How the key begins. */
            prefix?: string | null;
            lastUsedAt?: components["schemas"]["Instant"];
            createdAt?: components["schemas"]["Timestamp"];
        };
        NewApiKey: {
            id?: components["schemas"]["Id"];
            name?: string;
            prefix?: string | null;
            createdAt?: components["schemas"]["Timestamp"];
            key: string;
        };
        Error: {
            /** @description False. */
            success: boolean;
            error: {
                /** @description One vocabulary is documented, another in an older revision of the page (`UNAUTHORIZED`, `RATE_LIMITED`). */
                code: string;
                message: string;
            };
        };
    };
    responses: {
        /** @description It is done. */
        Nothing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: Record<string, never> | null;
                };
            };
        };
        /** @description A page of orders. */
        OrderPage: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["Order"][];
                    pagination?: components["schemas"]["Pagination"];
                };
            };
        };
        /** @description An order. */
        Order: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["Order"];
                };
            };
        };
        /** @description A job that changes inboxes. */
        InboxMutation: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["InboxMutation"];
                };
            };
        };
        /** @description The state of a domain's nameservers. */
        NameserverState: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["NameserverState"];
                };
            };
        };
        /** @description A page of inboxes, without their passwords. */
        InboxPage: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["Inbox"][];
                    pagination?: components["schemas"]["Pagination"];
                };
            };
        };
        /** @description The job that does it. */
        Job: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["Job"];
                };
            };
        };
        /** @description What the registrar answers, name by name. */
        DomainOfferList: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["DomainOffer"][];
                };
            };
        };
        /** @description A domain. */
        Domain: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["Domain"];
                };
            };
        };
        /** @description A workspace. */
        Workspace: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["Workspace"];
                };
            };
        };
        /** @description Spend, orders and inboxes. */
        Summary: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["Summary"];
                };
            };
        };
        /** @description The defaults. */
        SendingToolDefaults: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["SendingToolDefaults"];
                };
            };
        };
        /** @description A client. */
        Client: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["Client"];
                };
            };
        };
        /** @description A sending-tool credential. Whether its secret stands in it is not documented. */
        SendingToolCredential: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["SendingToolCredential"];
                };
            };
        };
        /** @description Whether the credentials are accepted. */
        TestOutcome: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["TestOutcome"];
                };
            };
        };
        /** @description An entry of the Recovery Pool. */
        RecoveryEntry: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["RecoveryEntry"];
                };
            };
        };
        /** @description A wallet. */
        Wallet: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["Wallet"];
                };
            };
        };
        /** @description Billing details. */
        BillingDetails: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["BillingDetails"];
                };
            };
        };
        /** @description A page of invoices. */
        InvoicePage: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    success?: components["schemas"]["Success"];
                    data: components["schemas"]["Invoice"][];
                    pagination?: components["schemas"]["Pagination"];
                };
            };
        };
        /** @description `INVALID_REQUEST`: a parameter is missing or invalid. */
        InvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `MISSING_API_KEY` or `INVALID_API_KEY`, formerly `UNAUTHORIZED`. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The wallet cannot pay for it. Neither this status nor a code for it is documented. */
        PaymentRequired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description An API key may not do this. Neither this status nor a code for it is documented. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `NOT_FOUND`: the account has no such resource. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The present state does not allow it. Neither this status nor a code for it is documented. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `RATE_LIMIT_EXCEEDED`, formerly `RATE_LIMITED`. The limits themselves are not documented. */
        RateLimited: {
            headers: {
                /** @description Seconds to wait; honoured where it comes. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `SERVER_ERROR`: the provider failed; whether the request took effect is not known. */
        ServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description Counted from 1. */
        Page: number;
        /** @description How many items to answer. */
        Limit: number;
        /** @description A client's name. */
        ClientFilter: string;
        WorkspaceFilter: string;
        StatusFilter: string;
        DomainFilter: components["schemas"]["DomainName"];
        OrderId: components["schemas"]["Id"];
        MutationId: components["schemas"]["Id"];
        InboxId: components["schemas"]["Id"];
        Domain: components["schemas"]["DomainName"];
        ActionId: components["schemas"]["Id"];
        RecordId: components["schemas"]["Id"];
        WorkspaceId: components["schemas"]["Id"];
        WorkspaceAsId: components["schemas"]["Id"];
        ClientName: string;
        CredentialId: components["schemas"]["Id"];
        EntryId: components["schemas"]["Id"];
        TransactionId: components["schemas"]["Id"];
        KeyId: components["schemas"]["Id"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listOrders: {
        parameters: {
            query?: {
                /** @description A client's name. */
                client?: components["parameters"]["ClientFilter"];
                workspaceId?: components["parameters"]["WorkspaceFilter"];
                status?: components["parameters"]["StatusFilter"];
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["OrderPage"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    placeOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    workspaceId?: string;
                    /** @description The client's name. */
                    client?: string;
                    provider?: components["schemas"]["MailProvider"];
                    domains: components["schemas"]["OrderedDomain"][];
                    inboxesPerDomain?: number;
                    names?: components["schemas"]["PersonName"][];
                    /** Format: uri */
                    forwardingUrl?: string;
                    sendingToolCredentialId?: string;
                    autoRenew?: boolean;
                };
            };
        };
        responses: {
            200: components["responses"]["Order"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Order"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getPromoStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The promotion, if there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["PromoStatus"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getInboxCounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The three counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["InboxCounts"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listUnpaidOrders: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["OrderPage"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    setOrderAutoRenew: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    autoRenew: boolean;
                };
            };
        };
        responses: {
            200: components["responses"]["Order"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Order"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    revertOrderCancellation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Order"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    reactivateOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Order"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listInboxMutations: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["InboxMutation"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    createInboxMutation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    domain?: string;
                    orderId?: string;
                    items: components["schemas"]["InboxChange"][];
                };
            };
        };
        responses: {
            200: components["responses"]["InboxMutation"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getInboxMutation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["MutationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["InboxMutation"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    checkNameservers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    domain: components["schemas"]["DomainName"];
                };
            };
        };
        responses: {
            200: components["responses"]["NameserverState"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    recheckAllNameservers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many checks were queued. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["Queued"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listInboxes: {
        parameters: {
            query?: {
                domain?: components["parameters"]["DomainFilter"];
                status?: components["parameters"]["StatusFilter"];
                /** @description A client's name. */
                client?: components["parameters"]["ClientFilter"];
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["InboxPage"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getInbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inboxId: components["parameters"]["InboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The inbox. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["Inbox"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getInboxCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inboxId: components["parameters"]["InboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credentials, in plain text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["InboxCredentials"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getInboxMfa: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inboxId: components["parameters"]["InboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The set-up; it may hold the secret of the second factor. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["InboxMfa"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    syncInboxTo1Password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inboxId: components["parameters"]["InboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Job"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    setInboxPhoto: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inboxId: components["parameters"]["InboxId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * @description A picture; callers pass it in base64, and it is sent as a file. That the upload is multipart is
                     *     stated, the name of the field is inferred.
                     * @example iVBORw0KGgo=
                     */
                    photo: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Job"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    rotateInboxPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inboxId: components["parameters"]["InboxId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Left out, the provider makes one. */
                    password?: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Job"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listDomains: {
        parameters: {
            query?: {
                /** @description A client's name. */
                client?: components["parameters"]["ClientFilter"];
                status?: components["parameters"]["StatusFilter"];
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of domains. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["Domain"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    searchDomains: {
        parameters: {
            query: {
                /** @description A name, or a part of one. */
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["DomainOfferList"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    searchDomainsBatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The number of names at most is stated; the name of the field is inferred. */
                    domains: components["schemas"]["DomainName"][];
                };
            };
        };
        responses: {
            200: components["responses"]["DomainOfferList"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    updateDnsInBulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    domains: components["schemas"]["DomainName"][];
                    records: components["schemas"]["DnsRecordInput"][];
                    /** @description How records that are there already are treated; an open vocabulary. */
                    mode?: string;
                };
            };
        };
        responses: {
            /** @description What became of it, domain by domain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["BulkDnsResult"][];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Domain"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listDomainInboxes: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["InboxPage"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getDomainNameservers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["NameserverState"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getDomainHistory: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["HistoryEvent"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listDomainActions: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of actions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["Action"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    retryDomainAction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
                actionId: components["parameters"]["ActionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The action as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["Action"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    reuploadDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Job"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    addSendingToolToDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    credentialId: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Domain"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    setDomainFulfillment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uri
                     * @description The setting is named; the name of the field is inferred.
                     */
                    forwardingUrl?: string | null;
                };
            };
        };
        responses: {
            200: components["responses"]["Domain"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listDnsRecords: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of records. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["DnsRecord"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    addDnsRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DnsRecordInput"];
            };
        };
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["DnsRecord"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    deleteDnsRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
                recordId: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Nothing"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    syncDns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Job"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    syncDnsRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    recordId: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Job"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    setForwarding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uri */
                    url: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Job"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listWorkspaces: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of workspaces. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["Workspace"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    createWorkspace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    billingMode?: components["schemas"]["BillingMode"];
                    fallback?: boolean;
                };
            };
        };
        responses: {
            200: components["responses"]["Workspace"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getGlobalSummary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Summary"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    updateWorkspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["WorkspaceAsId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    billingMode?: components["schemas"]["BillingMode"];
                    fallback?: boolean;
                };
            };
        };
        responses: {
            200: components["responses"]["Workspace"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getWorkspaceSummary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["WorkspaceAsId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Summary"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getSendingToolDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["WorkspaceAsId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["SendingToolDefaults"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    setSendingToolDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["WorkspaceAsId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    credentialIds: string[];
                };
            };
        };
        responses: {
            200: components["responses"]["SendingToolDefaults"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listClients: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of clients. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["Client"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    createClient: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Client"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clientName: components["parameters"]["ClientName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Client"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    renameClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clientName: components["parameters"]["ClientName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    newName: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Client"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    deleteClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clientName: components["parameters"]["ClientName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Nothing"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listClientUsernames: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clientName: components["parameters"]["ClientName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user names. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: string[];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listSendingToolCredentials: {
        parameters: {
            query?: {
                /** @description What can be filtered by is cut off in the provider's page. */
                tool?: string;
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                clientName: components["parameters"]["ClientName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of credentials. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["SendingToolCredential"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    addSendingToolCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clientName: components["parameters"]["ClientName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendingToolCredentialInput"];
            };
        };
        responses: {
            200: components["responses"]["SendingToolCredential"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    testSendingToolCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clientName: components["parameters"]["ClientName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendingToolCredentialInput"];
            };
        };
        responses: {
            200: components["responses"]["TestOutcome"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    updateSendingToolCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clientName: components["parameters"]["ClientName"];
                credentialId: components["parameters"]["CredentialId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendingToolCredentialInput"];
            };
        };
        responses: {
            200: components["responses"]["SendingToolCredential"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    deleteSendingToolCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clientName: components["parameters"]["ClientName"];
                credentialId: components["parameters"]["CredentialId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Nothing"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listRecoveryEntries: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["RecoveryEntry"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    submitRecoveryDomains: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    domains: components["schemas"]["DomainName"][];
                };
            };
        };
        responses: {
            /** @description The new entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["RecoveryEntry"][];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    checkBlacklists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    domains: components["schemas"]["DomainName"][];
                };
            };
        };
        responses: {
            /** @description What each list says. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["BlacklistResult"][];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listRecoveryNotifications: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of notifications. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["RecoveryNotification"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getRecoveryEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["RecoveryEntry"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    deleteRecoveryEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Nothing"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    reactivateRecoveredDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["RecoveryEntry"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    dismissRecoveryBanner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["RecoveryEntry"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listRegistrars: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The registrars. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["Registrar"][];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getRegistrarConnectionInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider's outbound address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["RegistrarConnectionInfo"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    testRegistrarCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegistrarLogin"];
            };
        };
        responses: {
            200: components["responses"]["TestOutcome"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    updateRegistrarNameservers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    registrar?: components["schemas"]["RegistrarName"];
                    domains: components["schemas"]["DomainName"][];
                };
            };
        };
        responses: {
            /** @description What became of it, domain by domain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["RegistrarResult"][];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getWallet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Wallet"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listWalletTransactions: {
        parameters: {
            query?: {
                type?: "credit" | "debit";
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of transactions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["WalletTransaction"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getWalletOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wallets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["WalletOverview"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    setAutoRecharge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled: boolean;
                    threshold?: components["schemas"]["Amount"];
                    amount?: components["schemas"]["Amount"];
                };
            };
        };
        responses: {
            200: components["responses"]["Wallet"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    setWalletMode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workspaceId: components["parameters"]["WorkspaceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    mode: components["schemas"]["BillingMode"];
                };
            };
        };
        responses: {
            200: components["responses"]["Wallet"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    setWalletFallback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workspaceId: components["parameters"]["WorkspaceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled: boolean;
                };
            };
        };
        responses: {
            200: components["responses"]["Wallet"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    useMasterBilling: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workspaceId: components["parameters"]["WorkspaceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Wallet"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    setWorkspaceBillingDetails: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workspaceId: components["parameters"]["WorkspaceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BillingDetails"];
            };
        };
        responses: {
            200: components["responses"]["BillingDetails"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    transferFunds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Null or left out is the master wallet. */
                    fromWorkspaceId?: string | null;
                    /** @description Null or left out is the master wallet. */
                    toWorkspaceId?: string | null;
                    amount: components["schemas"]["Amount"];
                };
            };
        };
        responses: {
            /** @description The transfer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["WalletTransfer"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getBillingSummary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sums. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["BillingSummary"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getBillingHistory: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of statements. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["BillingPeriod"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listStripeInvoices: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of invoices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["StripeInvoice"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listTopupInvoices: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["InvoicePage"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listCustomInvoices: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["InvoicePage"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getCustomInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transactionId: components["parameters"]["TransactionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invoice. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["Invoice"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getBillingDetails: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["BillingDetails"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    setBillingDetails: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BillingDetails"];
            };
        };
        responses: {
            200: components["responses"]["BillingDetails"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    createTopup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    amount: components["schemas"]["Amount"];
                    workspaceId?: string;
                };
            };
        };
        responses: {
            /** @description Where to pay. Whoever has the link can use it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["CheckoutSession"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    confirmTopup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    sessionId: string;
                };
            };
        };
        responses: {
            /** @description The credit. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["WalletTransaction"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    getPaymentMethod: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The way to pay; null where none is saved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["PaymentMethod"] | null;
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    createSetupIntent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The intent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["SetupIntent"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    openCustomerPortal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link. Whoever has it can use it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["PortalSession"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description Counted from 1. */
                page?: components["parameters"]["Page"];
                /** @description How many items to answer. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["ApiKey"][];
                        pagination?: components["schemas"]["Pagination"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description The new key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success?: components["schemas"]["Success"];
                        data: components["schemas"]["NewApiKey"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: components["parameters"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Nothing"];
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["ServerError"];
        };
    };
}
