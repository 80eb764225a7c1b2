// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

import type { OpenApiDocument } from '@rollcall/provider-kit';

export const document: OpenApiDocument = {
  "openapi": "3.1.0",
  "info": {
    "title": "Elastic Email REST API v4",
    "version": "v4-2026-11-20",
    "description": "API keys, SMTP credentials, sub-accounts, domains, suppressions, inbound routes and statistics of one Elastic Email\naccount. Written by hand from the vendor's public v4 document as it stood on 2026-11-20 and from its help page on\nAPI settings; the version is the API's and the day it was read. The vendor's other areas (e-mails, contacts, lists,\nsegments, templates, campaigns, files, events, verifications) are not covered.\n\nThe vendor's document declares no error answers at all and marks no field of an answer as required. The errors\nbelow, and which fields are always there, are concluded from other public pages and tagged so.\n\nWords that the provider may add to at any time (permissions, statuses) are open text in answers and closed lists\nwhere a caller passes them.\n\nExtensions:\n- `x-rollcall-source`: where a path, parameter, field or constraint comes from. `public` is the vendor's v4 document\n  and holds for everything not tagged otherwise, `seed` its help page on API settings, `inferred` a conclusion of\n  ours (the description beside it says from what).\n- `x-rollcall-own-sources`: the sources that are the provider's own word; what stands on another one is unconfirmed.\n- `x-rollcall-effect`: `read`, `write`, or `destroy` for what cannot be undone at the provider.\n- `x-rollcall-acts`: which kinds of the inventory the operation works on, and what it does to them: `list`, `read`,\n  `create`, `update`, `delete`, `rotate` (another secret). What only has the provider look or try again is none.\n- `x-rollcall-confirm`: the field whose value callers repeat in `confirm`, which is not sent.\n- `x-rollcall-bucket`: the rate limit that a request counts against.\n- `x-rollcall-access`: the permissions of an API key any of which the operation asks for.\n- `x-rollcall-checks`: the reads that are made first, to see whether the operation can succeed at all.\n- `x-rollcall-class`: `secret` or `opaque` for values that are never stored.\n- `x-rollcall-keeps-last`: how many characters at the end of a secret may be stored, to recognise it by.\n",
    "x-rollcall-source": "public",
    "x-rollcall-own-sources": [
      "public",
      "seed"
    ]
  },
  "servers": [
    {
      "url": "https://api.elasticemail.com/v4"
    }
  ],
  "security": [
    {
      "apikey": []
    }
  ],
  "tags": [
    {
      "name": "security"
    },
    {
      "name": "subaccounts"
    },
    {
      "name": "domains"
    },
    {
      "name": "suppressions"
    },
    {
      "name": "inboundroutes"
    },
    {
      "name": "statistics"
    }
  ],
  "paths": {
    "/security/apikeys": {
      "get": {
        "operationId": "listApiKeys",
        "tags": [
          "security"
        ],
        "summary": "All API keys of the account or of one sub-account, in one answer.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "api_key": "list"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewAccessTokens"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Subaccount"
          }
        ],
        "responses": {
          "200": {
            "description": "Every key, without the key itself.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/ApiKey"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "post": {
        "operationId": "createApiKey",
        "tags": [
          "security"
        ],
        "summary": "Creates an API key; its token is shown in this answer and never again.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "api_key": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyAccessTokens"
        ],
        "x-rollcall-checks": [
          "listApiKeys"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/ApiKeyPayload"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The new key with its token.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NewApiKey"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/security/apikeys/{name}": {
      "get": {
        "operationId": "getApiKey",
        "tags": [
          "security"
        ],
        "summary": "One API key, without the key itself.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "api_key": "read"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewAccessTokens"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/KeyName"
          },
          {
            "$ref": "#/components/parameters/Subaccount"
          }
        ],
        "responses": {
          "200": {
            "description": "The key.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ApiKey"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "put": {
        "operationId": "updateApiKey",
        "tags": [
          "security"
        ],
        "summary": "Changes the name, permissions, expiry or restrictions of an API key; its token stays.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "api_key": "update"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyAccessTokens"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/KeyName"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/ApiKeyPayload"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The key as it is now.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ApiKey"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "delete": {
        "operationId": "deleteApiKey",
        "tags": [
          "security"
        ],
        "summary": "Deletes an API key for good.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "name",
        "x-rollcall-acts": {
          "api_key": "delete"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyAccessTokens"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/KeyName"
          },
          {
            "$ref": "#/components/parameters/Subaccount"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Done"
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/security/smtp": {
      "get": {
        "operationId": "listSmtpCredentials",
        "tags": [
          "security"
        ],
        "summary": "All SMTP credentials of the account or of one sub-account, in one answer.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "smtp_credential": "list"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewAccessTokens"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Subaccount"
          }
        ],
        "responses": {
          "200": {
            "description": "Every credential, without its password.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/SmtpCredential"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "post": {
        "operationId": "createSmtpCredential",
        "tags": [
          "security"
        ],
        "summary": "Creates an SMTP credential; its token is shown in this answer and never again.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "smtp_credential": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyAccessTokens"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/SmtpCredentialPayload"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The new credential with its token.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NewSmtpCredential"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/security/smtp/{name}": {
      "get": {
        "operationId": "getSmtpCredential",
        "tags": [
          "security"
        ],
        "summary": "One SMTP credential, without its password.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "smtp_credential": "read"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewAccessTokens"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/KeyName"
          },
          {
            "$ref": "#/components/parameters/Subaccount"
          }
        ],
        "responses": {
          "200": {
            "description": "The credential.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/SmtpCredential"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "put": {
        "operationId": "updateSmtpCredential",
        "tags": [
          "security"
        ],
        "summary": "Changes the name, expiry or restrictions of an SMTP credential; its token stays.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "smtp_credential": "update"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyAccessTokens"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/KeyName"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/SmtpCredentialPayload"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The credential as it is now.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/SmtpCredential"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "delete": {
        "operationId": "deleteSmtpCredential",
        "tags": [
          "security"
        ],
        "summary": "Deletes an SMTP credential for good.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "name",
        "x-rollcall-acts": {
          "smtp_credential": "delete"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyAccessTokens"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/KeyName"
          },
          {
            "$ref": "#/components/parameters/Subaccount"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Done"
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/subaccounts": {
      "get": {
        "operationId": "listSubaccounts",
        "tags": [
          "subaccounts"
        ],
        "summary": "A page of the sub-accounts.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "sub_account": "list"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewSubAccounts"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Offset"
          }
        ],
        "responses": {
          "200": {
            "description": "At most `limit` sub-accounts; fewer at the end.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Subaccount"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "post": {
        "operationId": "createSubaccount",
        "tags": [
          "subaccounts"
        ],
        "summary": "Creates a sub-account.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "sub_account": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySubAccounts"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/SubaccountPayload"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The new sub-account.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Subaccount"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/subaccounts/{email}": {
      "get": {
        "operationId": "getSubaccount",
        "tags": [
          "subaccounts"
        ],
        "summary": "One sub-account.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "sub_account": "read"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewSubAccounts"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Email"
          }
        ],
        "responses": {
          "200": {
            "description": "The sub-account.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Subaccount"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "delete": {
        "operationId": "deleteSubaccount",
        "tags": [
          "subaccounts"
        ],
        "summary": "Deletes a sub-account for good.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "email",
        "x-rollcall-acts": {
          "sub_account": "delete"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySubAccounts"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Email"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Done"
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/subaccounts/{email}/credits": {
      "patch": {
        "operationId": "changeSubaccountCredits",
        "tags": [
          "subaccounts"
        ],
        "summary": "Adds e-mail credits to a sub-account, or takes some away.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "sub_account": "update"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySubAccounts"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Email"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/CreditsPayload"
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Done"
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/subaccounts/{email}/settings/email": {
      "put": {
        "operationId": "updateSubaccountEmailSettings",
        "tags": [
          "subaccounts"
        ],
        "summary": "Sets the sending limits of a sub-account.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "sub_account": "update"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySubAccounts"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Email"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/SubaccountEmailSettings"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The settings as they are now. The status is 201 although nothing is created.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/SubaccountEmailSettings"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/domains": {
      "get": {
        "operationId": "listDomains",
        "tags": [
          "domains"
        ],
        "summary": "All domains of the account, in one answer.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "domain": "list"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewSettings"
        ],
        "responses": {
          "200": {
            "description": "Every domain, with one flag per DNS record.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Domain"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "post": {
        "operationId": "addDomain",
        "tags": [
          "domains"
        ],
        "summary": "Adds a domain to send from.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "domain": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySettings"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/DomainPayload"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The new domain; its records are still to be verified.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Domain"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/domains/{domain}": {
      "get": {
        "operationId": "getDomain",
        "tags": [
          "domains"
        ],
        "summary": "One domain.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "domain": "read"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewSettings"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "responses": {
          "200": {
            "description": "The domain, with the log of its last verification.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/DomainWithLog"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "put": {
        "operationId": "updateDomain",
        "tags": [
          "domains"
        ],
        "summary": "Changes how a domain handles bounces and its certificate.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "domain": "update"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySettings"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/DomainUpdatePayload"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The domain as it is now.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Domain"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "delete": {
        "operationId": "deleteDomain",
        "tags": [
          "domains"
        ],
        "summary": "Deletes a domain; it may stay in the list for a while, marked for deletion.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "domain",
        "x-rollcall-acts": {
          "domain": "delete"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySettings"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Done"
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/domains/{domain}/restricted": {
      "get": {
        "operationId": "isDomainRestricted",
        "tags": [
          "domains"
        ],
        "summary": "Whether the domain is one that nobody may send from.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "domain": "read"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewSettings"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "responses": {
          "200": {
            "description": "True for a restricted domain.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "boolean"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/domains/{domain}/verification": {
      "put": {
        "operationId": "verifyDomain",
        "tags": [
          "domains"
        ],
        "summary": "Has the DNS records of a domain checked now.",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySettings"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/TrackingType"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The domain, with the log of this verification.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/DomainWithLog"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/domains/{email}/default": {
      "patch": {
        "operationId": "setDefaultSender",
        "tags": [
          "domains"
        ],
        "summary": "Makes a verified address the default sender. It takes an address and not a domain.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "domain": "update"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySettings"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Email"
          }
        ],
        "responses": {
          "200": {
            "description": "The domain of the address.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Domain"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/suppressions": {
      "get": {
        "operationId": "listSuppressions",
        "tags": [
          "suppressions"
        ],
        "summary": "A page of the addresses on any of the three lists, without saying on which.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "suppression": "list"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewContacts",
          "ViewSuppressions"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/SuppressionLimit"
          },
          {
            "$ref": "#/components/parameters/Offset"
          }
        ],
        "responses": {
          "200": {
            "description": "At most `limit` addresses; fewer at the end.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Suppression"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/suppressions/bounces": {
      "get": {
        "operationId": "listBounces",
        "tags": [
          "suppressions"
        ],
        "summary": "A page of the addresses that bounced.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "suppression": "list"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewContacts",
          "ViewSuppressions"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Search"
          },
          {
            "$ref": "#/components/parameters/SuppressionLimit"
          },
          {
            "$ref": "#/components/parameters/Offset"
          }
        ],
        "responses": {
          "200": {
            "description": "At most `limit` addresses; fewer at the end.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Suppression"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "post": {
        "operationId": "addBounces",
        "tags": [
          "suppressions"
        ],
        "summary": "Puts addresses on the list of those that bounced.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "suppression": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyContacts",
          "ModifySuppressions"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/Addresses"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The addresses as they are listed now.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Suppression"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/suppressions/bounces/import": {
      "post": {
        "operationId": "importBounces",
        "tags": [
          "suppressions"
        ],
        "summary": "Puts the addresses of a CSV file on the list of those that bounced, after the answer.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "suppression": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyContacts",
          "ModifySuppressions"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "multipart/form-data": {
              "schema": {
                "type": "object",
                "required": [
                  "file"
                ],
                "properties": {
                  "file": {
                    "type": "string",
                    "minLength": 1,
                    "contentEncoding": "base64",
                    "x-rollcall-class": "opaque",
                    "description": "A CSV file with one address a line, in base64.",
                    "examples": [
                      "c29tZWJvZHlAY29udHJhY3QuZXhhbXBsZQo="
                    ]
                  }
                }
              }
            }
          }
        },
        "responses": {
          "202": {
            "$ref": "#/components/responses/Accepted"
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/suppressions/complaints": {
      "get": {
        "operationId": "listComplaints",
        "tags": [
          "suppressions"
        ],
        "summary": "A page of the addresses whose owners complained.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "suppression": "list"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewContacts",
          "ViewSuppressions"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Search"
          },
          {
            "$ref": "#/components/parameters/SuppressionLimit"
          },
          {
            "$ref": "#/components/parameters/Offset"
          }
        ],
        "responses": {
          "200": {
            "description": "At most `limit` addresses; fewer at the end.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Suppression"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "post": {
        "operationId": "addComplaints",
        "tags": [
          "suppressions"
        ],
        "summary": "Puts addresses on the list of those whose owners complained.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "suppression": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyContacts",
          "ModifySuppressions"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/Addresses"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The addresses as they are listed now.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Suppression"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/suppressions/complaints/import": {
      "post": {
        "operationId": "importComplaints",
        "tags": [
          "suppressions"
        ],
        "summary": "Puts the addresses of a CSV file on the list of those whose owners complained, after the answer.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "suppression": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyContacts",
          "ModifySuppressions"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "multipart/form-data": {
              "schema": {
                "type": "object",
                "required": [
                  "file"
                ],
                "properties": {
                  "file": {
                    "type": "string",
                    "minLength": 1,
                    "contentEncoding": "base64",
                    "x-rollcall-class": "opaque",
                    "description": "A CSV file with one address a line, in base64.",
                    "examples": [
                      "c29tZWJvZHlAY29udHJhY3QuZXhhbXBsZQo="
                    ]
                  }
                }
              }
            }
          }
        },
        "responses": {
          "202": {
            "$ref": "#/components/responses/Accepted"
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/suppressions/unsubscribes": {
      "get": {
        "operationId": "listUnsubscribes",
        "tags": [
          "suppressions"
        ],
        "summary": "A page of the addresses whose owners unsubscribed.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "suppression": "list"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewContacts",
          "ViewSuppressions"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Search"
          },
          {
            "$ref": "#/components/parameters/SuppressionLimit"
          },
          {
            "$ref": "#/components/parameters/Offset"
          }
        ],
        "responses": {
          "200": {
            "description": "At most `limit` addresses; fewer at the end.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Suppression"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "post": {
        "operationId": "addUnsubscribes",
        "tags": [
          "suppressions"
        ],
        "summary": "Puts addresses on the list of those whose owners unsubscribed.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "suppression": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyContacts",
          "ModifySuppressions"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/Addresses"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The addresses as they are listed now.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Suppression"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/suppressions/unsubscribes/import": {
      "post": {
        "operationId": "importUnsubscribes",
        "tags": [
          "suppressions"
        ],
        "summary": "Puts the addresses of a CSV file on the list of those whose owners unsubscribed, after the answer.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "suppression": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifyContacts",
          "ModifySuppressions"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "multipart/form-data": {
              "schema": {
                "type": "object",
                "required": [
                  "file"
                ],
                "properties": {
                  "file": {
                    "type": "string",
                    "minLength": 1,
                    "contentEncoding": "base64",
                    "x-rollcall-class": "opaque",
                    "description": "A CSV file with one address a line, in base64.",
                    "examples": [
                      "c29tZWJvZHlAY29udHJhY3QuZXhhbXBsZQo="
                    ]
                  }
                }
              }
            }
          }
        },
        "responses": {
          "202": {
            "$ref": "#/components/responses/Accepted"
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/suppressions/{email}": {
      "get": {
        "operationId": "getSuppression",
        "tags": [
          "suppressions"
        ],
        "summary": "One suppressed address, without saying on which list it is.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "suppression": "read"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewContacts",
          "ViewSuppressions"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Email"
          }
        ],
        "responses": {
          "200": {
            "description": "The address.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Suppression"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "delete": {
        "operationId": "deleteSuppression",
        "tags": [
          "suppressions"
        ],
        "summary": "Takes an address off its list, so that it is sent to again.",
        "description": "The vendor's document asks for the levels that view, not for those that modify.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "email",
        "x-rollcall-acts": {
          "suppression": "delete"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewContacts",
          "ViewSuppressions"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Email"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Done"
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/inboundroute": {
      "get": {
        "operationId": "listInboundRoutes",
        "tags": [
          "inboundroutes"
        ],
        "summary": "All inbound routes of the account, in one answer.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbound_route": "list"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewSettings"
        ],
        "responses": {
          "200": {
            "description": "Every route.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/InboundRoute"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "post": {
        "operationId": "createInboundRoute",
        "tags": [
          "inboundroutes"
        ],
        "summary": "Creates an inbound route. The status is 200 although it is a creation.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "inbound_route": "create"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySettings"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/InboundRoutePayload"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The new route.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/InboundRoute"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/inboundroute/order": {
      "put": {
        "operationId": "sortInboundRoutes",
        "tags": [
          "inboundroutes"
        ],
        "summary": "Moves inbound routes to other places in the order they are tried in.",
        "description": "The vendor's document asks for the level that views, not for the one that modifies.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "inbound_route": "update"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewSettings"
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/SortOrder"
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Every route as it is now.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/InboundRoute"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/inboundroute/{id}": {
      "get": {
        "operationId": "getInboundRoute",
        "tags": [
          "inboundroutes"
        ],
        "summary": "One inbound route.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbound_route": "read"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewSettings"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/RouteId"
          }
        ],
        "responses": {
          "200": {
            "description": "The route.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/InboundRoute"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "put": {
        "operationId": "updateInboundRoute",
        "tags": [
          "inboundroutes"
        ],
        "summary": "Replaces an inbound route.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "inbound_route": "update"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySettings"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/RouteId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/InboundRoutePayload"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The route as it is now.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/InboundRoute"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "delete": {
        "operationId": "deleteInboundRoute",
        "tags": [
          "inboundroutes"
        ],
        "summary": "Deletes an inbound route for good.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "id",
        "x-rollcall-acts": {
          "inbound_route": "delete"
        },
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ModifySettings"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/RouteId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Done"
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/statistics": {
      "get": {
        "operationId": "getStatistics",
        "tags": [
          "statistics"
        ],
        "summary": "How many messages were sent, delivered, opened and so on in a span of time.",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewReports"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/From"
          },
          {
            "$ref": "#/components/parameters/To"
          }
        ],
        "responses": {
          "200": {
            "description": "The counts.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Statistics"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/statistics/channels": {
      "get": {
        "operationId": "listChannelStatistics",
        "tags": [
          "statistics"
        ],
        "summary": "A page of the counts of each channel.",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewChannels"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Offset"
          }
        ],
        "responses": {
          "200": {
            "description": "At most `limit` of them; fewer at the end.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/NamedStatistics"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/statistics/channels/{name}": {
      "get": {
        "operationId": "getChannelStatistics",
        "tags": [
          "statistics"
        ],
        "summary": "The counts of one channel.",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewChannels"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/StatisticsName"
          }
        ],
        "responses": {
          "200": {
            "description": "The counts.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NamedStatistics"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/statistics/campaigns": {
      "get": {
        "operationId": "listCampaignStatistics",
        "tags": [
          "statistics"
        ],
        "summary": "A page of the counts of each campaign.",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewChannels"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Offset"
          }
        ],
        "responses": {
          "200": {
            "description": "At most `limit` of them; fewer at the end.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/NamedStatistics"
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/statistics/campaigns/{name}": {
      "get": {
        "operationId": "getCampaignStatistics",
        "tags": [
          "statistics"
        ],
        "summary": "The counts of one campaign.",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "x-rollcall-access": [
          "ViewChannels"
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/StatisticsName"
          }
        ],
        "responses": {
          "200": {
            "description": "The counts.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NamedStatistics"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Refused"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "default": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "apikey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-ElasticEmail-ApiKey",
        "x-rollcall-source": "public",
        "description": "A key of the account, 96 hexadecimal characters; older keys look like a GUID."
      }
    },
    "parameters": {
      "KeyName": {
        "name": "name",
        "in": "path",
        "required": true,
        "description": "The name, which is all that tells one key from another.",
        "schema": {
          "type": "string",
          "minLength": 1,
          "examples": [
            "contract"
          ]
        }
      },
      "Subaccount": {
        "name": "subaccount",
        "in": "query",
        "description": "The e-mail address of the sub-account that is meant; the account itself without it.",
        "schema": {
          "type": "string",
          "format": "email"
        }
      },
      "Email": {
        "name": "email",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "minLength": 3,
          "examples": [
            "somebody@contract.example"
          ]
        }
      },
      "Domain": {
        "name": "domain",
        "in": "path",
        "required": true,
        "schema": {
          "$ref": "#/components/schemas/DomainName"
        }
      },
      "RouteId": {
        "name": "id",
        "in": "path",
        "required": true,
        "description": "The `PublicId` of the route, a GUID.",
        "schema": {
          "type": "string",
          "minLength": 1,
          "examples": [
            "00000000-0000-4000-8000-000000000000"
          ]
        }
      },
      "StatisticsName": {
        "name": "name",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "minLength": 1,
          "examples": [
            "contract"
          ]
        }
      },
      "Limit": {
        "name": "limit",
        "in": "query",
        "description": "How many at most.",
        "schema": {
          "type": "integer",
          "minimum": 0,
          "maximum": 2147483647
        }
      },
      "SuppressionLimit": {
        "name": "limit",
        "in": "query",
        "description": "How many at most.",
        "schema": {
          "type": "integer",
          "minimum": 0,
          "maximum": 2147483647,
          "default": 20,
          "x-rollcall-source": "public"
        }
      },
      "Offset": {
        "name": "offset",
        "in": "query",
        "description": "How many to leave out at the beginning.",
        "schema": {
          "type": "integer",
          "minimum": 0,
          "maximum": 2147483647,
          "default": 0
        }
      },
      "Search": {
        "name": "search",
        "in": "query",
        "description": "Only addresses that hold this text.",
        "schema": {
          "type": "string"
        }
      },
      "From": {
        "name": "from",
        "in": "query",
        "required": true,
        "schema": {
          "$ref": "#/components/schemas/Time"
        }
      },
      "To": {
        "name": "to",
        "in": "query",
        "schema": {
          "$ref": "#/components/schemas/Time"
        }
      }
    },
    "schemas": {
      "ApiKey": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "description": "The fields are public; that these are always there is inferred, as for every object below.",
        "required": [
          "AccessLevel",
          "Name",
          "DateCreated",
          "LastUse",
          "Expires"
        ],
        "properties": {
          "AccessLevel": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/AccessLevelFound"
            }
          },
          "Name": {
            "type": "string",
            "examples": [
              "newsletter"
            ]
          },
          "DateCreated": {
            "$ref": "#/components/schemas/TimeFound"
          },
          "LastUse": {
            "$ref": "#/components/schemas/TimeFoundOrNull"
          },
          "Expires": {
            "$ref": "#/components/schemas/TimeFoundOrNull"
          },
          "RestrictAccessToIPRange": {
            "$ref": "#/components/schemas/IpRangesFound"
          }
        }
      },
      "NewApiKey": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "description": "A key with its token, which no other answer holds.",
        "required": [
          "Token",
          "AccessLevel",
          "Name",
          "DateCreated",
          "LastUse",
          "Expires"
        ],
        "properties": {
          "Token": {
            "$ref": "#/components/schemas/Token"
          },
          "AccessLevel": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/AccessLevelFound"
            }
          },
          "Name": {
            "type": "string",
            "examples": [
              "newsletter"
            ]
          },
          "DateCreated": {
            "$ref": "#/components/schemas/TimeFound"
          },
          "LastUse": {
            "$ref": "#/components/schemas/TimeFoundOrNull"
          },
          "Expires": {
            "$ref": "#/components/schemas/TimeFoundOrNull"
          },
          "RestrictAccessToIPRange": {
            "$ref": "#/components/schemas/IpRangesFound"
          }
        }
      },
      "ApiKeyPayload": {
        "type": "object",
        "required": [
          "Name",
          "AccessLevel"
        ],
        "properties": {
          "Name": {
            "type": "string",
            "minLength": 1,
            "examples": [
              "contract"
            ]
          },
          "AccessLevel": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/AccessLevel"
            }
          },
          "Expires": {
            "$ref": "#/components/schemas/TimeOrNull"
          },
          "RestrictAccessToIPRange": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/IpRange"
            }
          },
          "Subaccount": {
            "type": "string",
            "format": "email",
            "description": "The sub-account that the key is for; the account itself without it."
          }
        }
      },
      "SmtpCredential": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "description": "As an API key, but with one permission instead of a list.",
        "required": [
          "AccessLevel",
          "Name",
          "DateCreated",
          "LastUse",
          "Expires"
        ],
        "properties": {
          "AccessLevel": {
            "$ref": "#/components/schemas/AccessLevelFound"
          },
          "Name": {
            "type": "string",
            "examples": [
              "relay@acme.example"
            ]
          },
          "DateCreated": {
            "$ref": "#/components/schemas/TimeFound"
          },
          "LastUse": {
            "$ref": "#/components/schemas/TimeFoundOrNull"
          },
          "Expires": {
            "$ref": "#/components/schemas/TimeFoundOrNull"
          },
          "RestrictAccessToIPRange": {
            "$ref": "#/components/schemas/IpRangesFound"
          }
        }
      },
      "NewSmtpCredential": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "description": "A credential with its token, which is the SMTP password and which no other answer holds.",
        "required": [
          "Token",
          "AccessLevel",
          "Name",
          "DateCreated",
          "LastUse",
          "Expires"
        ],
        "properties": {
          "Token": {
            "type": "string",
            "x-rollcall-class": "secret"
          },
          "AccessLevel": {
            "$ref": "#/components/schemas/AccessLevelFound"
          },
          "Name": {
            "type": "string",
            "examples": [
              "relay@acme.example"
            ]
          },
          "DateCreated": {
            "$ref": "#/components/schemas/TimeFound"
          },
          "LastUse": {
            "$ref": "#/components/schemas/TimeFoundOrNull"
          },
          "Expires": {
            "$ref": "#/components/schemas/TimeFoundOrNull"
          },
          "RestrictAccessToIPRange": {
            "$ref": "#/components/schemas/IpRangesFound"
          }
        }
      },
      "SmtpCredentialPayload": {
        "type": "object",
        "required": [
          "Name"
        ],
        "properties": {
          "Name": {
            "type": "string",
            "format": "email",
            "description": "It must be an e-mail address."
          },
          "Expires": {
            "$ref": "#/components/schemas/TimeOrNull"
          },
          "RestrictAccessToIPRange": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/IpRange"
            }
          },
          "Subaccount": {
            "type": "string",
            "format": "email",
            "description": "The sub-account that the credential is for; the account itself without it."
          }
        }
      },
      "Token": {
        "type": "string",
        "x-rollcall-class": "secret",
        "x-rollcall-keeps-last": 5,
        "x-rollcall-source": "seed",
        "description": "96 characters. The dashboard goes on showing the last five of them, and so may we."
      },
      "Subaccount": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "required": [
          "PublicAccountID",
          "Email",
          "EmailCredits",
          "TotalEmailsSent",
          "Reputation",
          "Status",
          "ContactsCount"
        ],
        "properties": {
          "PublicAccountID": {
            "type": "string",
            "description": "A GUID. The vendor calls it safe to show on public web pages.",
            "examples": [
              "00000000-0000-4000-8000-000000000001"
            ]
          },
          "Email": {
            "type": "string",
            "examples": [
              "client@acme.example"
            ]
          },
          "Settings": {
            "type": "object",
            "properties": {
              "Email": {
                "$ref": "#/components/schemas/SubaccountEmailSettings"
              }
            }
          },
          "LastActivity": {
            "$ref": "#/components/schemas/TimeFoundOrNull"
          },
          "EmailCredits": {
            "type": "integer"
          },
          "TotalEmailsSent": {
            "type": "integer"
          },
          "Reputation": {
            "type": "number"
          },
          "Status": {
            "type": "string",
            "description": "`Disabled`, `UnderReview`, `NeverSignedIn` or `Active`."
          },
          "ContactsCount": {
            "type": "integer"
          }
        }
      },
      "SubaccountPayload": {
        "type": "object",
        "required": [
          "Email",
          "Password"
        ],
        "properties": {
          "Email": {
            "type": "string",
            "format": "email"
          },
          "Password": {
            "type": "string",
            "minLength": 1,
            "x-rollcall-class": "secret"
          },
          "SendActivation": {
            "type": "boolean",
            "description": "Whether the owner has to confirm by e-mail first."
          },
          "Settings": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "Email": {
                "$ref": "#/components/schemas/SubaccountEmailSettingsPayload"
              }
            }
          }
        }
      },
      "SubaccountEmailSettingsPayload": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "RequiresEmailCredits": {
            "type": "boolean"
          },
          "EmailSizeLimit": {
            "type": "integer",
            "description": "In megabytes."
          },
          "DailySendLimit": {
            "type": "integer"
          },
          "MaxContacts": {
            "type": "integer"
          },
          "EnablePrivateIPPurchase": {
            "type": "boolean"
          },
          "PoolName": {
            "type": "string"
          },
          "ValidSenderDomainOnly": {
            "type": [
              "boolean",
              "null"
            ]
          }
        }
      },
      "SubaccountEmailSettings": {
        "type": "object",
        "properties": {
          "MonthlyRefillCredits": {
            "type": "integer"
          },
          "RequiresEmailCredits": {
            "type": "boolean"
          },
          "EmailSizeLimit": {
            "type": "integer",
            "description": "In megabytes."
          },
          "DailySendLimit": {
            "type": "integer"
          },
          "MaxContacts": {
            "type": "integer",
            "description": "0 for the limit of the parent account."
          },
          "EnablePrivateIPPurchase": {
            "type": "boolean"
          },
          "PoolName": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "inferred",
            "description": "Null is inferred for a sub-account without a pool of its own."
          },
          "ValidSenderDomainOnly": {
            "type": [
              "boolean",
              "null"
            ]
          }
        }
      },
      "CreditsPayload": {
        "type": "object",
        "required": [
          "Credits"
        ],
        "properties": {
          "Credits": {
            "type": "integer",
            "minimum": -2147483648,
            "maximum": 2147483647,
            "description": "How many to add; a negative number takes credits away."
          },
          "Notes": {
            "type": "string",
            "description": "Shown in the history of the sub-account."
          }
        }
      },
      "DomainName": {
        "type": "string",
        "maxLength": 254,
        "pattern": "^[^\\s@/?#:.\\\\]+(\\.[^\\s@/?#:.\\\\]+)+\\.?$",
        "x-rollcall-source": "inferred",
        "description": "A fully qualified domain name. One with letters beyond ASCII is sent in its ASCII form.",
        "examples": [
          "contract.example"
        ]
      },
      "Domain": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "required": [
          "Domain",
          "DefaultDomain",
          "Spf",
          "Dkim",
          "MX",
          "DMARC",
          "IsRewriteDomainValid",
          "Verify"
        ],
        "properties": {
          "Domain": {
            "type": "string",
            "examples": [
              "acme.example"
            ]
          },
          "DefaultDomain": {
            "type": "boolean"
          },
          "Spf": {
            "type": "boolean"
          },
          "Dkim": {
            "type": "boolean"
          },
          "MX": {
            "type": "boolean"
          },
          "DMARC": {
            "type": "boolean"
          },
          "IsRewriteDomainValid": {
            "type": "boolean",
            "description": "Whether the CNAME record for tracking is there."
          },
          "Verify": {
            "type": "boolean",
            "description": "True while something is still to be verified."
          },
          "Type": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "TrackingStatus": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "CertificateStatus": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "CertificateValidationError": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "TrackingTypeUserRequest": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "VERP": {
            "type": "boolean"
          },
          "CustomBouncesDomain": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "IsCustomBouncesDomainDefault": {
            "type": "boolean"
          },
          "IsMarkedForDeletion": {
            "type": "boolean"
          },
          "Ownership": {
            "$ref": "#/components/schemas/TextOrNull"
          }
        }
      },
      "DomainWithLog": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "required": [
          "Domain",
          "DefaultDomain",
          "Spf",
          "Dkim",
          "MX",
          "DMARC",
          "IsRewriteDomainValid",
          "Verify"
        ],
        "properties": {
          "ValidationLog": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "Domain": {
            "type": "string",
            "examples": [
              "acme.example"
            ]
          },
          "DefaultDomain": {
            "type": "boolean"
          },
          "Spf": {
            "type": "boolean"
          },
          "Dkim": {
            "type": "boolean"
          },
          "MX": {
            "type": "boolean"
          },
          "DMARC": {
            "type": "boolean"
          },
          "IsRewriteDomainValid": {
            "type": "boolean"
          },
          "Verify": {
            "type": "boolean"
          },
          "Type": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "TrackingStatus": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "CertificateStatus": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "CertificateValidationError": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "TrackingTypeUserRequest": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "VERP": {
            "type": "boolean"
          },
          "CustomBouncesDomain": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "IsCustomBouncesDomainDefault": {
            "type": "boolean"
          },
          "IsMarkedForDeletion": {
            "type": "boolean"
          },
          "Ownership": {
            "$ref": "#/components/schemas/TextOrNull"
          }
        }
      },
      "DomainPayload": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "description": "That the name is required is inferred; the vendor's document requires nothing here.",
        "required": [
          "Domain"
        ],
        "properties": {
          "Domain": {
            "$ref": "#/components/schemas/DomainName"
          },
          "SetAsDefault": {
            "type": "boolean"
          }
        }
      },
      "DomainUpdatePayload": {
        "type": "object",
        "properties": {
          "CertificateStatus": {
            "type": "string",
            "enum": [
              "ErrorOccured",
              "CertNotSet",
              "Valid",
              "NotValid"
            ]
          },
          "VERP": {
            "type": "boolean"
          },
          "CustomBouncesDomain": {
            "$ref": "#/components/schemas/DomainName"
          },
          "IsCustomBouncesDomainDefault": {
            "type": "boolean"
          }
        }
      },
      "TrackingType": {
        "type": "string",
        "enum": [
          "None",
          "Delete",
          "Http",
          "ExternalHttps",
          "InternalCertHttps",
          "LetsEncryptCert"
        ],
        "description": "How links are tracked."
      },
      "Suppression": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "required": [
          "Email",
          "ErrorCode",
          "DateUpdated"
        ],
        "properties": {
          "Email": {
            "type": "string",
            "examples": [
              "lena@client.example"
            ]
          },
          "FriendlyErrorMessage": {
            "$ref": "#/components/schemas/TextOrNull"
          },
          "ErrorCode": {
            "type": [
              "integer",
              "null"
            ],
            "description": "The SMTP code of the bounce."
          },
          "DateUpdated": {
            "$ref": "#/components/schemas/TimeFoundOrNull"
          }
        }
      },
      "Addresses": {
        "type": "array",
        "minItems": 1,
        "maxItems": 1000,
        "items": {
          "type": "string",
          "format": "email"
        }
      },
      "InboundRoute": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "required": [
          "PublicId",
          "Name",
          "FilterType",
          "Filter",
          "ActionType",
          "SortOrder"
        ],
        "properties": {
          "PublicId": {
            "type": "string",
            "examples": [
              "00000000-0000-4000-8000-000000000002"
            ]
          },
          "Name": {
            "type": "string",
            "examples": [
              "replies"
            ]
          },
          "FilterType": {
            "type": "string",
            "description": "`EmailAddress` or `Subject`."
          },
          "Filter": {
            "type": "string"
          },
          "ActionType": {
            "type": "string",
            "description": "`ForwardToEmail`, `NotifyViaHttp` or `Stop`."
          },
          "ActionParameter": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-class": "opaque",
            "x-rollcall-source": "inferred",
            "description": "An address or a URL, which may hold a token. Null is inferred for `Stop`."
          },
          "SortOrder": {
            "type": "integer"
          }
        }
      },
      "InboundRoutePayload": {
        "type": "object",
        "required": [
          "Name",
          "FilterType",
          "Filter",
          "ActionType"
        ],
        "properties": {
          "Name": {
            "type": "string",
            "minLength": 1
          },
          "FilterType": {
            "type": "string",
            "enum": [
              "EmailAddress",
              "Subject"
            ]
          },
          "Filter": {
            "type": "string"
          },
          "ActionType": {
            "type": "string",
            "enum": [
              "Stop",
              "ForwardToEmail",
              "NotifyViaHttp"
            ]
          },
          "EmailAddress": {
            "type": "string",
            "format": "email",
            "description": "Where `ForwardToEmail` sends to."
          },
          "HttpAddress": {
            "type": "string",
            "format": "uri",
            "x-rollcall-class": "opaque",
            "description": "What `NotifyViaHttp` calls; it may hold a token."
          }
        }
      },
      "SortOrder": {
        "type": "object",
        "required": [
          "PublicInboundId",
          "SortOrder"
        ],
        "additionalProperties": false,
        "properties": {
          "PublicInboundId": {
            "type": "string",
            "minLength": 1,
            "examples": [
              "00000000-0000-4000-8000-000000000000"
            ]
          },
          "SortOrder": {
            "type": "integer",
            "minimum": 1,
            "description": "1 is tried first."
          }
        }
      },
      "Statistics": {
        "type": "object",
        "properties": {
          "Recipients": {
            "type": "integer"
          },
          "EmailTotal": {
            "type": "integer"
          },
          "SmsTotal": {
            "type": "integer"
          },
          "Delivered": {
            "type": "integer"
          },
          "Bounced": {
            "type": "integer"
          },
          "InProgress": {
            "type": "integer"
          },
          "Opened": {
            "type": "integer"
          },
          "Clicked": {
            "type": "integer"
          },
          "Unsubscribed": {
            "type": "integer"
          },
          "Complaints": {
            "type": "integer"
          },
          "Inbound": {
            "type": "integer"
          },
          "ManualCancel": {
            "type": "integer"
          },
          "NotDelivered": {
            "type": "integer"
          }
        }
      },
      "NamedStatistics": {
        "type": "object",
        "properties": {
          "ChannelName": {
            "type": "string",
            "description": "The channel's or the campaign's name."
          },
          "Recipients": {
            "type": "integer"
          },
          "EmailTotal": {
            "type": "integer"
          },
          "SmsTotal": {
            "type": "integer"
          },
          "Delivered": {
            "type": "integer"
          },
          "Bounced": {
            "type": "integer"
          },
          "InProgress": {
            "type": "integer"
          },
          "Opened": {
            "type": "integer"
          },
          "Clicked": {
            "type": "integer"
          },
          "Unsubscribed": {
            "type": "integer"
          },
          "Complaints": {
            "type": "integer"
          },
          "Inbound": {
            "type": "integer"
          },
          "ManualCancel": {
            "type": "integer"
          },
          "NotDelivered": {
            "type": "integer"
          }
        }
      },
      "AccessLevelFound": {
        "type": "string",
        "description": "A permission; the list of `AccessLevel` may have grown.",
        "examples": [
          "ViewSettings"
        ]
      },
      "AccessLevel": {
        "type": "string",
        "description": "A permission of an API key.",
        "enum": [
          "None",
          "ViewAccount",
          "ViewContacts",
          "ViewForms",
          "ViewTemplates",
          "ViewCampaigns",
          "ViewChannels",
          "ViewAutomations",
          "ViewSurveys",
          "ViewSettings",
          "ViewBilling",
          "ViewSubAccounts",
          "ViewUsers",
          "ViewFiles",
          "ViewReports",
          "ModifyAccount",
          "ModifyContacts",
          "ModifyForms",
          "ModifyTemplates",
          "ModifyCampaigns",
          "ModifyChannels",
          "ModifyAutomations",
          "ModifySurveys",
          "ModifyFiles",
          "Export",
          "SendSmtp",
          "SendSMS",
          "ModifySettings",
          "ModifyBilling",
          "ModifyProfile",
          "ModifySubAccounts",
          "ModifyUsers",
          "Security",
          "ModifyLanguage",
          "ViewSupport",
          "SendHttp",
          "Modify2FAEmail",
          "ModifySupport",
          "ViewCustomFields",
          "ModifyCustomFields",
          "ModifyWebNotifications",
          "ExtendedLogs",
          "VerifyEmails",
          "Modify2FASms",
          "ViewVerifyEmails",
          "ViewAccessTokens",
          "ViewWebNotifications",
          "ModifyLandingPages",
          "ViewLandingPages",
          "ModifySuppressions",
          "ViewSuppressions",
          "ViewDragDropEditor",
          "ViewTemplateEditor",
          "ViewAITools",
          "ModifySubscriptionAntiSpam",
          "ViewLandingPagesCheckout",
          "ModifyLandingPagesCheckout",
          "ViewHTMLEditor",
          "ModifyAccessTokens",
          "ViewPaidNewsletters",
          "ModifyPaidNewsletters"
        ]
      },
      "IpRange": {
        "type": "string",
        "x-rollcall-source": "inferred",
        "description": "An address, a network in CIDR form, or two addresses with a hyphen between them. The vendor speaks of an IP address or range and shows no form of the latter.",
        "pattern": "^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}(/(3[0-2]|[12]?\\d)|-(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3})?|(?=[^/-]*:[^/-]*:)[0-9A-Fa-f:.]{2,45}(/(12[0-8]|1[01]\\d|\\d?\\d)|-(?=[^/-]*:[^/-]*:)[0-9A-Fa-f:.]{2,45})?)$",
        "examples": [
          "203.0.113.0/24"
        ]
      },
      "IpRangesFound": {
        "type": [
          "array",
          "null"
        ],
        "x-rollcall-source": "inferred",
        "description": "Null is inferred for a key that may be used from anywhere.",
        "items": {
          "type": "string"
        }
      },
      "Time": {
        "type": "string",
        "x-rollcall-source": "inferred",
        "description": "A date and a time. The vendor documents requests without a zone; here a zone may be given, and the time is sent in UTC. That times without a zone are in UTC is inferred.",
        "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:\\d\\d)?$",
        "examples": [
          "2026-11-20T00:00:00"
        ]
      },
      "TimeOrNull": {
        "type": [
          "string",
          "null"
        ],
        "x-rollcall-source": "inferred",
        "description": "As `Time`; null for never.",
        "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:\\d\\d)?$",
        "examples": [
          "2026-11-20T00:00:00"
        ]
      },
      "TimeFound": {
        "type": "string",
        "x-rollcall-source": "inferred",
        "description": "A date and a time, with or without a zone.",
        "examples": [
          "2026-05-01T10:14:00"
        ]
      },
      "TimeFoundOrNull": {
        "type": [
          "string",
          "null"
        ],
        "examples": [
          "2026-05-01T10:14:00"
        ]
      },
      "TextOrNull": {
        "type": [
          "string",
          "null"
        ],
        "x-rollcall-source": "inferred",
        "description": "Null is inferred where there is nothing to say."
      },
      "Error": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "description": "From the vendor's description for developers and from clients that print it; there is no code.",
        "required": [
          "Error"
        ],
        "properties": {
          "Error": {
            "type": "string",
            "examples": [
              "APIKey Expired",
              "Access Denied."
            ]
          }
        }
      }
    },
    "responses": {
      "Done": {
        "description": "It is done; the body is empty."
      },
      "Accepted": {
        "description": "It will be done; the body is empty."
      },
      "Refused": {
        "description": "Any refusal: a missing, unknown or expired key, a missing permission, a missing parameter, a thing that does not exist. Only the text tells them apart.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "TooManyRequests": {
        "description": "More than 20 requests at once from this address. No `Retry-After` is documented.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Failed": {
        "description": "Anything else.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      }
    }
  }
};
