// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

import type { OpenApiDocument } from '@rollcall/provider-kit';

export const document: OpenApiDocument = {
  "openapi": "3.1.0",
  "info": {
    "title": "SimpleInboxes public API v1",
    "version": "v1-2026-11-20",
    "description": "Orders, inboxes, domains and their DNS, workspaces, clients, wallets and billing of one SimpleInboxes account.\nWritten by hand from the provider's API page as it stood on 2026-11-20; the version is the API's and the day it was\nread.\n\nThe page lists every endpoint with half a sentence about it, the credential and the errors. It shows no body, no\nanswer and no parameter, and says nothing about paging. What is here of these follows the half sentences, the words\nof the platform and the form of the documented error; any of it may be wrong, so next to nothing is required, and\nanswers in snake_case, and lists under other names, are read as well.\n\nExtensions:\n- `x-rollcall-source`: where a path, parameter, field or constraint comes from. `inferred` holds for everything not\n  tagged otherwise. `seed` is the provider's API page: a tag on an operation speaks for its method, its path and its\n  meaning, a tag on a parameter or a field for its meaning (its spelling is inferred).\n- `x-rollcall-own-sources`: the sources that are the provider's own word; what stands on another one is unconfirmed.\n- `x-rollcall-doubted`: the source contradicts itself about the operation, so that it is unconfirmed all the same.\n- `x-rollcall-effect`: `read`, `write`, or `destroy` for what cannot be undone at the provider.\n- `x-rollcall-acts`: which kinds of the inventory the operation works on, and what it does to them: `list`, `read`,\n  `create`, `update`, `delete`, `rotate` (another secret). What only has the provider look or try again is none.\n- `x-rollcall-confirm`: the field whose value callers repeat in `confirm`, which is not sent.\n- `x-rollcall-bucket`: the rate limit that a request counts against.\n- `x-rollcall-class`: `secret` or `opaque` for values that are never stored.\n",
    "x-rollcall-source": "inferred",
    "x-rollcall-own-sources": [
      "seed"
    ]
  },
  "servers": [
    {
      "url": "https://app.simpleinboxes.com/api/v1",
      "x-rollcall-source": "seed"
    }
  ],
  "security": [
    {
      "apiKey": []
    }
  ],
  "tags": [
    {
      "name": "orders"
    },
    {
      "name": "inboxes"
    },
    {
      "name": "domains"
    },
    {
      "name": "dns"
    },
    {
      "name": "workspaces"
    },
    {
      "name": "clients",
      "description": "Called legacy by the provider; a wrapper around workspaces, keyed by the client's name."
    },
    {
      "name": "recovery",
      "description": "Domains that rest until their reputation has healed."
    },
    {
      "name": "registrars"
    },
    {
      "name": "wallet"
    },
    {
      "name": "billing"
    },
    {
      "name": "payments"
    },
    {
      "name": "api-keys"
    }
  ],
  "paths": {
    "/orders": {
      "get": {
        "operationId": "listOrders",
        "tags": [
          "orders"
        ],
        "summary": "All orders, page by page.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "order": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientFilter"
          },
          {
            "$ref": "#/components/parameters/WorkspaceFilter"
          },
          {
            "$ref": "#/components/parameters/StatusFilter"
          },
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/OrderPage"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "post": {
        "operationId": "placeOrder",
        "tags": [
          "orders"
        ],
        "summary": "Places an order for inboxes, and for the domains they are on. Spends money.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "order": "create",
          "domain": "create",
          "inbox": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "domains"
                ],
                "properties": {
                  "workspaceId": {
                    "type": "string"
                  },
                  "client": {
                    "type": "string",
                    "description": "The client's name."
                  },
                  "provider": {
                    "$ref": "#/components/schemas/MailProvider"
                  },
                  "domains": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                      "$ref": "#/components/schemas/OrderedDomain"
                    }
                  },
                  "inboxesPerDomain": {
                    "type": "integer",
                    "minimum": 1
                  },
                  "names": {
                    "type": "array",
                    "items": {
                      "$ref": "#/components/schemas/PersonName"
                    }
                  },
                  "forwardingUrl": {
                    "type": "string",
                    "format": "uri"
                  },
                  "sendingToolCredentialId": {
                    "type": "string"
                  },
                  "autoRenew": {
                    "type": "boolean"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Order"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "402": {
            "$ref": "#/components/responses/PaymentRequired"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/{orderId}": {
      "get": {
        "operationId": "getOrder",
        "tags": [
          "orders"
        ],
        "summary": "One order with its inboxes and domains.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "order": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/OrderId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Order"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/promo-status": {
      "get": {
        "operationId": "getPromoStatus",
        "tags": [
          "orders"
        ],
        "summary": "Whether a promotion applies to the account.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The promotion, if there is one.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/PromoStatus"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/stats/inbox-count": {
      "get": {
        "operationId": "getInboxCounts",
        "tags": [
          "orders"
        ],
        "summary": "How many inboxes are active, pending and canceled.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The three counts.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/InboxCounts"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/unpaid": {
      "get": {
        "operationId": "listUnpaidOrders",
        "tags": [
          "orders"
        ],
        "summary": "The orders that still have something to be paid.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "order": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/OrderPage"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/{orderId}/auto-renew": {
      "patch": {
        "operationId": "setOrderAutoRenew",
        "tags": [
          "orders"
        ],
        "summary": "Whether an order renews by itself.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "order": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/OrderId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "autoRenew"
                ],
                "properties": {
                  "autoRenew": {
                    "type": "boolean"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Order"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/{orderId}/cancel": {
      "post": {
        "operationId": "cancelOrder",
        "tags": [
          "orders"
        ],
        "summary": "Queues an order for cancellation; its inboxes stay active until then.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "order": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/OrderId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Order"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/{orderId}/revert-cancellation": {
      "post": {
        "operationId": "revertOrderCancellation",
        "tags": [
          "orders"
        ],
        "summary": "Takes back a cancellation that is still queued.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "order": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/OrderId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Order"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/{orderId}/reactivate": {
      "post": {
        "operationId": "reactivateOrder",
        "tags": [
          "orders"
        ],
        "summary": "Brings a canceled order back. Spends money.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "order": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/OrderId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Order"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "402": {
            "$ref": "#/components/responses/PaymentRequired"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/inbox-mutations": {
      "post": {
        "operationId": "createInboxMutation",
        "tags": [
          "orders"
        ],
        "summary": "Queues renames, password changes and new photos of inboxes as one job.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "inbox_mutation": "create",
          "inbox": [
            "update",
            "rotate"
          ]
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "items"
                ],
                "properties": {
                  "domain": {
                    "type": "string"
                  },
                  "orderId": {
                    "type": "string"
                  },
                  "items": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                      "$ref": "#/components/schemas/InboxChange"
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/InboxMutation"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "get": {
        "operationId": "listInboxMutations",
        "tags": [
          "orders"
        ],
        "summary": "The jobs that change inboxes, queued and processed.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbox_mutation": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of jobs.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/InboxMutation"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/inbox-mutations/{id}": {
      "get": {
        "operationId": "getInboxMutation",
        "tags": [
          "orders"
        ],
        "summary": "How far one job has come.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbox_mutation": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/MutationId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/InboxMutation"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/nameservers/check": {
      "post": {
        "operationId": "checkNameservers",
        "tags": [
          "orders"
        ],
        "summary": "Checks again whether a domain's nameservers have propagated.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "domain"
                ],
                "properties": {
                  "domain": {
                    "$ref": "#/components/schemas/DomainName"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/NameserverState"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/orders/nameservers/recheck-all": {
      "post": {
        "operationId": "recheckAllNameservers",
        "tags": [
          "orders"
        ],
        "summary": "Has the nameservers of every domain of the account checked again.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "How many checks were queued.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/Queued"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/inboxes": {
      "get": {
        "operationId": "listInboxes",
        "tags": [
          "inboxes"
        ],
        "summary": "All inboxes, page by page.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbox": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/DomainFilter"
          },
          {
            "$ref": "#/components/parameters/StatusFilter"
          },
          {
            "$ref": "#/components/parameters/ClientFilter"
          },
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/InboxPage"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/inboxes/{inboxId}": {
      "get": {
        "operationId": "getInbox",
        "tags": [
          "inboxes"
        ],
        "summary": "One inbox with its domain and persona.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbox": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/InboxId"
          }
        ],
        "responses": {
          "200": {
            "description": "The inbox.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/Inbox"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/inboxes/{inboxId}/credentials": {
      "get": {
        "operationId": "getInboxCredentials",
        "tags": [
          "inboxes"
        ],
        "summary": "An inbox's app password and SMTP credentials.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/InboxId"
          }
        ],
        "responses": {
          "200": {
            "description": "The credentials, in plain text.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/InboxCredentials"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/inboxes/{inboxId}/mfa": {
      "get": {
        "operationId": "getInboxMfa",
        "tags": [
          "inboxes"
        ],
        "summary": "How multi-factor authentication is set up for an inbox.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/InboxId"
          }
        ],
        "responses": {
          "200": {
            "description": "The set-up; it may hold the secret of the second factor.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/InboxMfa"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/inboxes/{inboxId}/sync-1password": {
      "post": {
        "operationId": "syncInboxTo1Password",
        "tags": [
          "inboxes"
        ],
        "summary": "Pushes an inbox's credentials into the linked 1Password vault.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/InboxId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Job"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/inboxes/{inboxId}/profile-photo": {
      "patch": {
        "operationId": "setInboxPhoto",
        "tags": [
          "inboxes"
        ],
        "summary": "Gives an inbox another profile photo.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "inbox": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/InboxId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "multipart/form-data": {
              "schema": {
                "type": "object",
                "required": [
                  "photo"
                ],
                "properties": {
                  "photo": {
                    "type": "string",
                    "contentEncoding": "base64",
                    "contentMediaType": "image/*",
                    "pattern": "^[A-Za-z0-9+/]+={0,2}$",
                    "maxLength": 8000000,
                    "x-rollcall-class": "opaque",
                    "description": "A picture; callers pass it in base64, and it is sent as a file. That the upload is multipart is\nstated, the name of the field is inferred.\n",
                    "examples": [
                      "iVBORw0KGgo="
                    ]
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Job"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/inboxes/{inboxId}/password": {
      "patch": {
        "operationId": "rotateInboxPassword",
        "tags": [
          "inboxes"
        ],
        "summary": "Gives an inbox another password.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "inbox": "rotate"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/InboxId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "password": {
                    "type": "string",
                    "minLength": 1,
                    "x-rollcall-class": "secret",
                    "description": "Left out, the provider makes one."
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Job"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
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
        "summary": "All domains, page by page.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "domain": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientFilter"
          },
          {
            "$ref": "#/components/parameters/StatusFilter"
          },
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of domains.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Domain"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/search": {
      "get": {
        "operationId": "searchDomains",
        "tags": [
          "domains"
        ],
        "summary": "Which domains of this sort the registrar has for sale.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "name": "q",
            "in": "query",
            "required": true,
            "description": "A name, or a part of one.",
            "schema": {
              "type": "string",
              "minLength": 1
            }
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/DomainOfferList"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/search-batch": {
      "post": {
        "operationId": "searchDomainsBatch",
        "tags": [
          "domains"
        ],
        "summary": "Asks the registrar about up to 100 domains at once.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "domains"
                ],
                "properties": {
                  "domains": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 100,
                    "x-rollcall-source": "seed",
                    "description": "The number of names at most is stated; the name of the field is inferred.",
                    "items": {
                      "$ref": "#/components/schemas/DomainName"
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/DomainOfferList"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/bulk/dns": {
      "post": {
        "operationId": "updateDnsInBulk",
        "tags": [
          "domains"
        ],
        "summary": "Writes DNS records on many domains at once; some may succeed and others fail.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "dns_record": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "domains",
                  "records"
                ],
                "properties": {
                  "domains": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                      "$ref": "#/components/schemas/DomainName"
                    }
                  },
                  "records": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                      "$ref": "#/components/schemas/DnsRecordInput"
                    }
                  },
                  "mode": {
                    "type": "string",
                    "description": "How records that are there already are treated; an open vocabulary."
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "What became of it, domain by domain.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/BulkDnsResult"
                      }
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
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
        "summary": "One domain in detail.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "domain": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Domain"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/inboxes": {
      "get": {
        "operationId": "listDomainInboxes",
        "tags": [
          "domains"
        ],
        "summary": "All inboxes on a domain.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbox": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          },
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/InboxPage"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/nameservers": {
      "get": {
        "operationId": "getDomainNameservers",
        "tags": [
          "domains"
        ],
        "summary": "The Cloudflare nameservers assigned to a domain, and whether they have propagated.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "nameserver_state": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/NameserverState"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/history": {
      "get": {
        "operationId": "getDomainHistory",
        "tags": [
          "domains"
        ],
        "summary": "Everything that happened to a domain, from its provisioning on.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          },
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of events.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/HistoryEvent"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/actions": {
      "get": {
        "operationId": "listDomainActions",
        "tags": [
          "domains"
        ],
        "summary": "The actions on a domain that are queued or in progress.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "domain_action": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          },
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of actions.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Action"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/actions/{actionId}/retry": {
      "post": {
        "operationId": "retryDomainAction",
        "tags": [
          "domains"
        ],
        "summary": "Tries a failed provisioning action once more.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          },
          {
            "$ref": "#/components/parameters/ActionId"
          }
        ],
        "responses": {
          "200": {
            "description": "The action as it is now.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/Action"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/reupload": {
      "post": {
        "operationId": "reuploadDomain",
        "tags": [
          "domains"
        ],
        "summary": "Pushes the credentials of a domain's inboxes to the linked sending tool again.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Job"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/add-sending-tool": {
      "post": {
        "operationId": "addSendingToolToDomain",
        "tags": [
          "domains"
        ],
        "summary": "Attaches a sending-tool credential to a domain, for its future inboxes.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "domain": "update"
        },
        "x-rollcall-bucket": "default",
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
                "type": "object",
                "required": [
                  "credentialId"
                ],
                "properties": {
                  "credentialId": {
                    "type": "string"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Domain"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/fulfillment-settings": {
      "patch": {
        "operationId": "setDomainFulfillment",
        "tags": [
          "domains"
        ],
        "summary": "Overrides, for one domain, how orders are carried out.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "domain": "update"
        },
        "x-rollcall-bucket": "default",
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
                "type": "object",
                "properties": {
                  "forwardingUrl": {
                    "type": [
                      "string",
                      "null"
                    ],
                    "format": "uri",
                    "x-rollcall-source": "seed",
                    "description": "The setting is named; the name of the field is inferred."
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Domain"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/dns": {
      "get": {
        "operationId": "listDnsRecords",
        "tags": [
          "dns"
        ],
        "summary": "All DNS records of a domain.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "dns_record": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          },
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of records.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/DnsRecord"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "post": {
        "operationId": "addDnsRecord",
        "tags": [
          "dns"
        ],
        "summary": "Adds a DNS record. There is no way to change one: a change is an addition and a deletion.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "dns_record": "create"
        },
        "x-rollcall-bucket": "default",
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
                "$ref": "#/components/schemas/DnsRecordInput"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The record.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/DnsRecord"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/dns/{recordId}": {
      "delete": {
        "operationId": "deleteDnsRecord",
        "tags": [
          "dns"
        ],
        "summary": "Deletes a DNS record.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "recordId",
        "x-rollcall-acts": {
          "dns_record": "delete"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          },
          {
            "$ref": "#/components/parameters/RecordId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Nothing"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/dns/sync": {
      "post": {
        "operationId": "syncDns",
        "tags": [
          "dns"
        ],
        "summary": "Pushes all DNS records of a domain to Cloudflare.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Job"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/dns/sync-record": {
      "post": {
        "operationId": "syncDnsRecord",
        "tags": [
          "dns"
        ],
        "summary": "Pushes one DNS record to Cloudflare.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
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
                "type": "object",
                "required": [
                  "recordId"
                ],
                "properties": {
                  "recordId": {
                    "type": "string"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Job"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/domains/{domain}/dns/forwarding": {
      "post": {
        "operationId": "setForwarding",
        "tags": [
          "dns"
        ],
        "summary": "Has a domain forward web visitors elsewhere.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "domain": "update"
        },
        "x-rollcall-bucket": "default",
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
                "type": "object",
                "required": [
                  "url"
                ],
                "properties": {
                  "url": {
                    "type": "string",
                    "format": "uri"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Job"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/workspaces": {
      "get": {
        "operationId": "listWorkspaces",
        "tags": [
          "workspaces"
        ],
        "summary": "All workspaces of the agency account.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "provider_workspace": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of workspaces.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Workspace"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "post": {
        "operationId": "createWorkspace",
        "tags": [
          "workspaces"
        ],
        "summary": "Creates a workspace.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "provider_workspace": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "name"
                ],
                "properties": {
                  "name": {
                    "type": "string",
                    "minLength": 1
                  },
                  "billingMode": {
                    "$ref": "#/components/schemas/BillingMode"
                  },
                  "fallback": {
                    "type": "boolean"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Workspace"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/workspaces/global/summary": {
      "get": {
        "operationId": "getGlobalSummary",
        "tags": [
          "workspaces"
        ],
        "summary": "Spend, inboxes and orders over every workspace.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "$ref": "#/components/responses/Summary"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/workspaces/{id}": {
      "patch": {
        "operationId": "updateWorkspace",
        "tags": [
          "workspaces"
        ],
        "summary": "Changes a workspace's name, billing mode or fallback.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "provider_workspace": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/WorkspaceAsId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "name": {
                    "type": "string",
                    "minLength": 1,
                    "x-rollcall-source": "seed"
                  },
                  "billingMode": {
                    "$ref": "#/components/schemas/BillingMode",
                    "x-rollcall-source": "seed"
                  },
                  "fallback": {
                    "type": "boolean",
                    "x-rollcall-source": "seed"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Workspace"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/workspaces/{id}/summary": {
      "get": {
        "operationId": "getWorkspaceSummary",
        "tags": [
          "workspaces"
        ],
        "summary": "A workspace's spend, inboxes and recent activity.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/WorkspaceAsId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Summary"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/workspaces/{id}/sending-tool-defaults": {
      "get": {
        "operationId": "getSendingToolDefaults",
        "tags": [
          "workspaces"
        ],
        "summary": "The sending-tool credentials that new orders of a workspace use.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/WorkspaceAsId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/SendingToolDefaults"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "put": {
        "operationId": "setSendingToolDefaults",
        "tags": [
          "workspaces"
        ],
        "summary": "Sets the sending-tool credentials that new orders of a workspace use.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "provider_workspace": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/WorkspaceAsId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "credentialIds"
                ],
                "properties": {
                  "credentialIds": {
                    "type": "array",
                    "items": {
                      "type": "string"
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/SendingToolDefaults"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/clients": {
      "get": {
        "operationId": "listClients",
        "tags": [
          "clients"
        ],
        "summary": "All clients with their numbers of orders and inboxes.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "provider_client": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of clients.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Client"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "post": {
        "operationId": "createClient",
        "tags": [
          "clients"
        ],
        "summary": "Creates a client, and the workspace behind it.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "provider_client": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "name"
                ],
                "properties": {
                  "name": {
                    "type": "string",
                    "minLength": 1
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Client"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/clients/{clientName}": {
      "get": {
        "operationId": "getClient",
        "tags": [
          "clients"
        ],
        "summary": "One client in detail.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "provider_client": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientName"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Client"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "put": {
        "operationId": "renameClient",
        "tags": [
          "clients"
        ],
        "summary": "Renames a client.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "provider_client": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientName"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "newName"
                ],
                "properties": {
                  "newName": {
                    "type": "string",
                    "minLength": 1
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Client"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "delete": {
        "operationId": "deleteClient",
        "tags": [
          "clients"
        ],
        "summary": "Deletes a client's workspace.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "clientName",
        "x-rollcall-acts": {
          "provider_client": "delete"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientName"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Nothing"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/clients/{clientName}/usernames": {
      "get": {
        "operationId": "listClientUsernames",
        "tags": [
          "clients"
        ],
        "summary": "Every user name that a client has in use.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientName"
          }
        ],
        "responses": {
          "200": {
            "description": "The user names.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "type": "string"
                      }
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/clients/{clientName}/credentials": {
      "get": {
        "operationId": "listSendingToolCredentials",
        "tags": [
          "clients"
        ],
        "summary": "A client's saved sending-tool credentials.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "sending_tool_credential": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientName"
          },
          {
            "name": "tool",
            "in": "query",
            "description": "What can be filtered by is cut off in the provider's page.",
            "schema": {
              "type": "string"
            }
          },
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of credentials.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/SendingToolCredential"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "post": {
        "operationId": "addSendingToolCredential",
        "tags": [
          "clients"
        ],
        "summary": "Saves a sending-tool credential of a client.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "sending_tool_credential": "create"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientName"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/SendingToolCredentialInput"
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/SendingToolCredential"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/clients/{clientName}/credentials/test": {
      "post": {
        "operationId": "testSendingToolCredential",
        "tags": [
          "clients"
        ],
        "summary": "Tries a credential on the sending tool's API before it is saved.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientName"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/SendingToolCredentialInput"
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/TestOutcome"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/clients/{clientName}/credentials/{credentialId}": {
      "put": {
        "operationId": "updateSendingToolCredential",
        "tags": [
          "clients"
        ],
        "summary": "Changes a saved credential.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "sending_tool_credential": [
            "update",
            "rotate"
          ]
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientName"
          },
          {
            "$ref": "#/components/parameters/CredentialId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/SendingToolCredentialInput"
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/SendingToolCredential"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "delete": {
        "operationId": "deleteSendingToolCredential",
        "tags": [
          "clients"
        ],
        "summary": "Deletes a saved credential.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "credentialId",
        "x-rollcall-acts": {
          "sending_tool_credential": "delete"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClientName"
          },
          {
            "$ref": "#/components/parameters/CredentialId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Nothing"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/recovery": {
      "get": {
        "operationId": "listRecoveryEntries",
        "tags": [
          "recovery"
        ],
        "summary": "Every domain in the Recovery Pool with its health.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "recovery_entry": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of entries.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/RecoveryEntry"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/recovery/domains": {
      "post": {
        "operationId": "submitRecoveryDomains",
        "tags": [
          "recovery"
        ],
        "summary": "Puts domains into the Recovery Pool.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "recovery_entry": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "domains"
                ],
                "properties": {
                  "domains": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                      "$ref": "#/components/schemas/DomainName"
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The new entries.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/RecoveryEntry"
                      }
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/recovery/blacklist-check": {
      "post": {
        "operationId": "checkBlacklists",
        "tags": [
          "recovery"
        ],
        "summary": "Looks domains up on the block lists (Spamhaus DBL, URIBL and others) again.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "domains"
                ],
                "properties": {
                  "domains": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                      "$ref": "#/components/schemas/DomainName"
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "What each list says.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/BlacklistResult"
                      }
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/recovery/pending-notifications": {
      "get": {
        "operationId": "listRecoveryNotifications",
        "tags": [
          "recovery"
        ],
        "summary": "Notifications of the Recovery Pool that nobody has read yet.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of notifications.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/RecoveryNotification"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/recovery/{id}": {
      "get": {
        "operationId": "getRecoveryEntry",
        "tags": [
          "recovery"
        ],
        "summary": "One entry of the Recovery Pool.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "recovery_entry": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/EntryId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/RecoveryEntry"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "delete": {
        "operationId": "deleteRecoveryEntry",
        "tags": [
          "recovery"
        ],
        "summary": "Removes a domain from the Recovery Pool for good.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "id",
        "x-rollcall-acts": {
          "recovery_entry": "delete"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/EntryId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Nothing"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/recovery/{id}/reactivate": {
      "post": {
        "operationId": "reactivateRecoveredDomain",
        "tags": [
          "recovery"
        ],
        "summary": "Takes a healed domain back into the account and provisions it again. Spends money.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "recovery_entry": "update",
          "domain": "create"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/EntryId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/RecoveryEntry"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "402": {
            "$ref": "#/components/responses/PaymentRequired"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/recovery/{id}/dismiss-banner": {
      "post": {
        "operationId": "dismissRecoveryBanner",
        "tags": [
          "recovery"
        ],
        "summary": "Marks the notification about a domain as read.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/EntryId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/RecoveryEntry"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/registrars/supported": {
      "get": {
        "operationId": "listRegistrars",
        "tags": [
          "registrars"
        ],
        "summary": "The registrars whose nameservers the provider can change, and the credentials each needs.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The registrars.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Registrar"
                      }
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/registrars/connection-info": {
      "get": {
        "operationId": "getRegistrarConnectionInfo",
        "tags": [
          "registrars"
        ],
        "summary": "The IP address that a registrar has to let in.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The provider's outbound address.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/RegistrarConnectionInfo"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/registrars/test-credentials": {
      "post": {
        "operationId": "testRegistrarCredentials",
        "tags": [
          "registrars"
        ],
        "summary": "Tries registrar credentials before they are saved.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/RegistrarLogin"
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/TestOutcome"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/registrars/update-nameservers": {
      "post": {
        "operationId": "updateRegistrarNameservers",
        "tags": [
          "registrars"
        ],
        "summary": "Sets the nameservers of domains at their registrar, by the credentials that are saved.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "nameserver_state": "update"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "domains"
                ],
                "properties": {
                  "registrar": {
                    "$ref": "#/components/schemas/RegistrarName"
                  },
                  "domains": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                      "$ref": "#/components/schemas/DomainName"
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "What became of it, domain by domain.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/RegistrarResult"
                      }
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/wallet": {
      "get": {
        "operationId": "getWallet",
        "tags": [
          "wallet"
        ],
        "summary": "The balance of the wallet and how it is topped up.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "wallet": "read"
        },
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "$ref": "#/components/responses/Wallet"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/wallet/transactions": {
      "get": {
        "operationId": "listWalletTransactions",
        "tags": [
          "wallet"
        ],
        "summary": "The transactions of the wallet, page by page; newest first, as is inferred.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "wallet_transaction": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "name": "type",
            "in": "query",
            "x-rollcall-source": "seed",
            "schema": {
              "type": "string",
              "enum": [
                "credit",
                "debit"
              ]
            }
          },
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of transactions.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/WalletTransaction"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/wallet/overview": {
      "get": {
        "operationId": "getWalletOverview",
        "tags": [
          "wallet"
        ],
        "summary": "The master wallet and the wallet of every workspace.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "wallet": "list"
        },
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The wallets.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/WalletOverview"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/wallet/auto-recharge": {
      "post": {
        "operationId": "setAutoRecharge",
        "tags": [
          "wallet"
        ],
        "summary": "Has the wallet topped up when its balance falls below a threshold.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "wallet": "update"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "enabled"
                ],
                "properties": {
                  "enabled": {
                    "type": "boolean"
                  },
                  "threshold": {
                    "$ref": "#/components/schemas/Amount"
                  },
                  "amount": {
                    "$ref": "#/components/schemas/Amount"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Wallet"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/wallet/workspaces/{workspaceId}/mode": {
      "post": {
        "operationId": "setWalletMode",
        "tags": [
          "wallet"
        ],
        "summary": "Whether a workspace pays from its own wallet or from the master wallet.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "wallet": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/WorkspaceId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "mode"
                ],
                "properties": {
                  "mode": {
                    "$ref": "#/components/schemas/BillingMode"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Wallet"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/wallet/workspaces/{workspaceId}/fallback": {
      "post": {
        "operationId": "setWalletFallback",
        "tags": [
          "wallet"
        ],
        "summary": "Whether the master wallet pays when a workspace's own wallet cannot.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "wallet": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/WorkspaceId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "enabled"
                ],
                "properties": {
                  "enabled": {
                    "type": "boolean"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Wallet"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/wallet/workspaces/{workspaceId}/use-master-billing": {
      "post": {
        "operationId": "useMasterBilling",
        "tags": [
          "wallet"
        ],
        "summary": "Has the master wallet pay for everything of a workspace.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "wallet": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/WorkspaceId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Wallet"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/wallet/workspaces/{workspaceId}/billing-details": {
      "post": {
        "operationId": "setWorkspaceBillingDetails",
        "tags": [
          "wallet"
        ],
        "summary": "Saves the billing details of a workspace.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/WorkspaceId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/BillingDetails"
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/BillingDetails"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/wallet/transfer": {
      "post": {
        "operationId": "transferFunds",
        "tags": [
          "wallet"
        ],
        "summary": "Moves money between the wallets of the master and the workspaces.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "wallet": "update",
          "wallet_transaction": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "amount"
                ],
                "properties": {
                  "fromWorkspaceId": {
                    "type": [
                      "string",
                      "null"
                    ],
                    "description": "Null or left out is the master wallet."
                  },
                  "toWorkspaceId": {
                    "type": [
                      "string",
                      "null"
                    ],
                    "description": "Null or left out is the master wallet."
                  },
                  "amount": {
                    "$ref": "#/components/schemas/Amount"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The transfer.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/WalletTransfer"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "402": {
            "$ref": "#/components/responses/PaymentRequired"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/billing/summary": {
      "get": {
        "operationId": "getBillingSummary",
        "tags": [
          "billing"
        ],
        "summary": "The spend of this month so far, what it will come to, and what it is made of.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The sums.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/BillingSummary"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/billing/history": {
      "get": {
        "operationId": "getBillingHistory",
        "tags": [
          "billing"
        ],
        "summary": "The monthly statements of the past.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of statements.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/BillingPeriod"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/billing/invoices": {
      "get": {
        "operationId": "listStripeInvoices",
        "tags": [
          "billing"
        ],
        "summary": "All Stripe invoices, of subscriptions and one-off.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "invoice": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of invoices.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/StripeInvoice"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/billing/topup-invoices": {
      "get": {
        "operationId": "listTopupInvoices",
        "tags": [
          "billing"
        ],
        "summary": "The invoices of wallet top-ups.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "invoice": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/InvoicePage"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/billing/custom-invoices": {
      "get": {
        "operationId": "listCustomInvoices",
        "tags": [
          "billing"
        ],
        "summary": "The invoices that somebody made by hand.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "invoice": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/InvoicePage"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/billing/custom-invoices/{transactionId}": {
      "get": {
        "operationId": "getCustomInvoice",
        "tags": [
          "billing"
        ],
        "summary": "One invoice that was made by hand, by its transaction.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "invoice": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/TransactionId"
          }
        ],
        "responses": {
          "200": {
            "description": "The invoice.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/Invoice"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/billing/details": {
      "get": {
        "operationId": "getBillingDetails",
        "tags": [
          "billing"
        ],
        "summary": "The billing details of the workspace.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "$ref": "#/components/responses/BillingDetails"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "post": {
        "operationId": "setBillingDetails",
        "tags": [
          "billing"
        ],
        "summary": "Changes the billing details of the workspace.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/BillingDetails"
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/BillingDetails"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/payments/topup": {
      "post": {
        "operationId": "createTopup",
        "tags": [
          "payments"
        ],
        "summary": "Opens a Stripe checkout for a top-up.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "invoice": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "amount"
                ],
                "properties": {
                  "amount": {
                    "$ref": "#/components/schemas/Amount"
                  },
                  "workspaceId": {
                    "type": "string"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Where to pay. Whoever has the link can use it.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/CheckoutSession"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/payments/confirm": {
      "post": {
        "operationId": "confirmTopup",
        "tags": [
          "payments"
        ],
        "summary": "Confirms a top-up once the customer is back from Stripe.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "wallet": "update",
          "wallet_transaction": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "sessionId"
                ],
                "properties": {
                  "sessionId": {
                    "type": "string",
                    "x-rollcall-class": "secret"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The credit.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/WalletTransaction"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/payments/method": {
      "get": {
        "operationId": "getPaymentMethod",
        "tags": [
          "payments"
        ],
        "summary": "The saved way to pay.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The way to pay; null where none is saved.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "oneOf": [
                        {
                          "$ref": "#/components/schemas/PaymentMethod"
                        },
                        {
                          "type": "null"
                        }
                      ]
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/payments/setup-intent": {
      "post": {
        "operationId": "createSetupIntent",
        "tags": [
          "payments"
        ],
        "summary": "Makes a Stripe SetupIntent for adding a card.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The intent.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/SetupIntent"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/payments/customer-portal": {
      "post": {
        "operationId": "openCustomerPortal",
        "tags": [
          "payments"
        ],
        "summary": "Makes a one-time link into Stripe's customer portal.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The link. Whoever has it can use it.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/PortalSession"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/api-keys": {
      "get": {
        "operationId": "listApiKeys",
        "tags": [
          "api-keys"
        ],
        "summary": "All API keys of the workspace, without the keys themselves.",
        "x-rollcall-source": "seed",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "api_key": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of keys.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/ApiKey"
                      }
                    },
                    "pagination": {
                      "$ref": "#/components/schemas/Pagination"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      },
      "post": {
        "operationId": "createApiKey",
        "tags": [
          "api-keys"
        ],
        "summary": "Creates an API key; the whole key is shown in this answer and never again.",
        "description": "The provider's page contradicts itself: this endpoint is listed, and elsewhere key creation is said to need a\nsession of the dashboard. A refusal is reported as `session_only`.\n",
        "x-rollcall-source": "seed",
        "x-rollcall-doubted": true,
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "api_key": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "name"
                ],
                "properties": {
                  "name": {
                    "type": "string",
                    "minLength": 1
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The new key.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "success": {
                      "$ref": "#/components/schemas/Success"
                    },
                    "data": {
                      "$ref": "#/components/schemas/NewApiKey"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    },
    "/api-keys/{keyId}": {
      "delete": {
        "operationId": "revokeApiKey",
        "tags": [
          "api-keys"
        ],
        "summary": "Revokes an API key at once.",
        "description": "May be refused like `createApiKey`, for the same reason.",
        "x-rollcall-source": "seed",
        "x-rollcall-doubted": true,
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "keyId",
        "x-rollcall-acts": {
          "api_key": "delete"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/KeyId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Nothing"
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/ServerError"
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "x-rollcall-source": "seed",
        "description": "An API key of the dashboard, `si_live_` and a random rest."
      }
    },
    "parameters": {
      "Page": {
        "name": "page",
        "in": "query",
        "description": "Counted from 1.",
        "schema": {
          "type": "integer",
          "minimum": 1,
          "default": 1
        }
      },
      "Limit": {
        "name": "limit",
        "in": "query",
        "description": "How many items to answer.",
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 100,
          "default": 50
        }
      },
      "ClientFilter": {
        "name": "client",
        "in": "query",
        "x-rollcall-source": "seed",
        "description": "A client's name.",
        "schema": {
          "type": "string"
        }
      },
      "WorkspaceFilter": {
        "name": "workspaceId",
        "in": "query",
        "x-rollcall-source": "seed",
        "schema": {
          "type": "string"
        }
      },
      "StatusFilter": {
        "name": "status",
        "in": "query",
        "x-rollcall-source": "seed",
        "schema": {
          "type": "string"
        }
      },
      "DomainFilter": {
        "name": "domain",
        "in": "query",
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/DomainName"
        }
      },
      "OrderId": {
        "name": "orderId",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      },
      "MutationId": {
        "name": "id",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      },
      "InboxId": {
        "name": "inboxId",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      },
      "Domain": {
        "name": "domain",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/DomainName"
        }
      },
      "ActionId": {
        "name": "actionId",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      },
      "RecordId": {
        "name": "recordId",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      },
      "WorkspaceId": {
        "name": "workspaceId",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      },
      "WorkspaceAsId": {
        "name": "id",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      },
      "ClientName": {
        "name": "clientName",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "type": "string",
          "minLength": 1,
          "examples": [
            "acme"
          ]
        }
      },
      "CredentialId": {
        "name": "credentialId",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      },
      "EntryId": {
        "name": "id",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      },
      "TransactionId": {
        "name": "transactionId",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      },
      "KeyId": {
        "name": "keyId",
        "in": "path",
        "required": true,
        "x-rollcall-source": "seed",
        "schema": {
          "$ref": "#/components/schemas/Id"
        }
      }
    },
    "schemas": {
      "Success": {
        "type": "boolean",
        "description": "True, as the documented error says false."
      },
      "Pagination": {
        "type": "object",
        "description": "Left out where a list does not say how long it is.",
        "properties": {
          "page": {
            "type": "integer",
            "minimum": 1
          },
          "limit": {
            "type": "integer",
            "minimum": 1
          },
          "total": {
            "type": "integer",
            "minimum": 0
          },
          "totalPages": {
            "type": "integer",
            "minimum": 0
          }
        }
      },
      "Id": {
        "type": "string",
        "minLength": 1,
        "description": "A UUID, as far as the platform is known.",
        "examples": [
          "7f6d7c3e-0f3b-4f0e-9c0a-3a4f6f1f2b11"
        ]
      },
      "DomainName": {
        "type": "string",
        "minLength": 1,
        "maxLength": 254,
        "examples": [
          "acme.com"
        ]
      },
      "Timestamp": {
        "type": "string",
        "description": "ISO 8601 in UTC.",
        "examples": [
          "2026-05-01T10:14:00.000Z"
        ]
      },
      "Instant": {
        "type": [
          "string",
          "null"
        ],
        "description": "ISO 8601 in UTC; null where it has not happened.",
        "examples": [
          "2026-05-01T10:14:00.000Z"
        ]
      },
      "Amount": {
        "type": [
          "number",
          "string"
        ],
        "description": "Money. Whether in the major or the minor unit of its currency is not documented; the connection's setting\n`moneyUnit` decides.\n",
        "examples": [
          24.5
        ]
      },
      "Currency": {
        "type": "string",
        "description": "An ISO 4217 code in either case.",
        "examples": [
          "USD"
        ]
      },
      "Status": {
        "type": "string",
        "description": "An open vocabulary. `canceled` is also spelled `cancelled`.",
        "examples": [
          "active"
        ]
      },
      "MailProvider": {
        "type": "string",
        "description": "An open vocabulary; the platform knows `microsoft`, `google`, `smtp_plus` and `azure`.",
        "examples": [
          "google"
        ]
      },
      "BillingMode": {
        "type": "string",
        "enum": [
          "master",
          "dedicated"
        ],
        "x-rollcall-source": "seed",
        "description": "Who pays, the master wallet or the workspace's own. That there are these two is stated."
      },
      "Order": {
        "type": "object",
        "required": [
          "id",
          "status"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "status": {
            "$ref": "#/components/schemas/Status",
            "x-rollcall-source": "seed"
          },
          "provider": {
            "$ref": "#/components/schemas/MailProvider"
          },
          "workspaceId": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "seed"
          },
          "clientName": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "seed"
          },
          "domains": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/DomainName"
            }
          },
          "inboxCount": {
            "type": "integer",
            "minimum": 0
          },
          "autoRenew": {
            "type": "boolean",
            "x-rollcall-source": "seed"
          },
          "amount": {
            "$ref": "#/components/schemas/Amount"
          },
          "currency": {
            "$ref": "#/components/schemas/Currency"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "renewsAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "cancelAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "inboxes": {
            "type": "array",
            "x-rollcall-source": "seed",
            "description": "Where one order is asked for.",
            "items": {
              "$ref": "#/components/schemas/Inbox"
            }
          }
        }
      },
      "OrderedDomain": {
        "type": "object",
        "required": [
          "domain"
        ],
        "properties": {
          "domain": {
            "$ref": "#/components/schemas/DomainName"
          },
          "source": {
            "type": "string",
            "enum": [
              "buy",
              "byod"
            ],
            "description": "Buy it, or bring your own."
          }
        }
      },
      "PersonName": {
        "type": "object",
        "properties": {
          "firstName": {
            "type": "string"
          },
          "lastName": {
            "type": "string"
          }
        }
      },
      "PromoStatus": {
        "type": "object",
        "properties": {
          "eligible": {
            "type": "boolean",
            "x-rollcall-source": "seed"
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          },
          "endsAt": {
            "$ref": "#/components/schemas/Instant"
          }
        }
      },
      "InboxCounts": {
        "type": "object",
        "x-rollcall-source": "seed",
        "properties": {
          "active": {
            "type": "integer",
            "minimum": 0,
            "x-rollcall-source": "seed"
          },
          "pending": {
            "type": "integer",
            "minimum": 0,
            "x-rollcall-source": "seed"
          },
          "canceled": {
            "type": "integer",
            "minimum": 0,
            "x-rollcall-source": "seed"
          }
        }
      },
      "InboxChange": {
        "type": "object",
        "required": [
          "inboxId"
        ],
        "properties": {
          "inboxId": {
            "type": "string",
            "examples": [
              "7f6d7c3e-0f3b-4f0e-9c0a-3a4f6f1f2b11"
            ]
          },
          "username": {
            "type": "string",
            "minLength": 1,
            "x-rollcall-source": "seed",
            "description": "The new part before the @."
          },
          "firstName": {
            "type": "string"
          },
          "lastName": {
            "type": "string"
          },
          "password": {
            "type": "string",
            "minLength": 1,
            "x-rollcall-source": "seed",
            "x-rollcall-class": "secret"
          },
          "photoUrl": {
            "type": "string",
            "format": "uri",
            "x-rollcall-source": "seed"
          }
        }
      },
      "InboxMutation": {
        "type": "object",
        "required": [
          "id",
          "status"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "status": {
            "type": "string",
            "x-rollcall-source": "seed",
            "description": "An open vocabulary; the platform knows `queued`, `processing`, `completed`, `partially_completed`, `failed`,\n`cancelled` and `needs_attention`. That there is a status is stated.\n"
          },
          "requestCount": {
            "type": "integer",
            "minimum": 0
          },
          "domain": {
            "type": [
              "string",
              "null"
            ]
          },
          "orderId": {
            "type": [
              "string",
              "null"
            ]
          },
          "requestedAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "completedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "failedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "lastError": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "Inbox": {
        "type": "object",
        "required": [
          "id",
          "email",
          "status"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "email": {
            "type": "string",
            "examples": [
              "alice@acme.com"
            ]
          },
          "status": {
            "$ref": "#/components/schemas/Status",
            "x-rollcall-source": "seed"
          },
          "firstName": {
            "type": [
              "string",
              "null"
            ]
          },
          "lastName": {
            "type": [
              "string",
              "null"
            ]
          },
          "displayName": {
            "type": [
              "string",
              "null"
            ]
          },
          "provider": {
            "$ref": "#/components/schemas/MailProvider"
          },
          "domainId": {
            "type": [
              "string",
              "null"
            ]
          },
          "orderId": {
            "type": [
              "string",
              "null"
            ]
          },
          "workspaceId": {
            "type": [
              "string",
              "null"
            ]
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "updatedAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "domain": {
            "type": [
              "string",
              "object"
            ],
            "additionalProperties": true,
            "x-rollcall-source": "seed",
            "description": "The name of its domain or, where one inbox is asked for, perhaps the domain."
          },
          "persona": {
            "$ref": "#/components/schemas/PersonName",
            "x-rollcall-source": "seed"
          }
        }
      },
      "InboxCredentials": {
        "type": "object",
        "x-rollcall-source": "seed",
        "properties": {
          "email": {
            "type": "string"
          },
          "appPassword": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "seed",
            "x-rollcall-class": "secret"
          },
          "smtp": {
            "$ref": "#/components/schemas/MailServer",
            "x-rollcall-source": "seed"
          },
          "imap": {
            "$ref": "#/components/schemas/MailServer"
          }
        }
      },
      "MailServer": {
        "type": "object",
        "properties": {
          "host": {
            "type": "string"
          },
          "port": {
            "type": "integer"
          },
          "username": {
            "type": "string"
          },
          "password": {
            "type": "string",
            "x-rollcall-class": "secret"
          }
        }
      },
      "InboxMfa": {
        "type": "object",
        "properties": {
          "enabled": {
            "type": "boolean",
            "x-rollcall-source": "seed"
          },
          "method": {
            "type": [
              "string",
              "null"
            ]
          },
          "secret": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-class": "secret"
          },
          "otpauthUrl": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-class": "secret"
          },
          "backupCodes": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "x-rollcall-class": "secret"
          }
        }
      },
      "Job": {
        "type": "object",
        "description": "Something that the provider does later. What answers for it is not documented.",
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "type": {
            "type": "string"
          },
          "status": {
            "type": "string",
            "description": "`pending`, `in_progress`, `completed` or `failed`, as far as known."
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "Queued": {
        "type": "object",
        "properties": {
          "queued": {
            "type": "integer",
            "minimum": 0
          }
        }
      },
      "Domain": {
        "type": "object",
        "required": [
          "domain",
          "status"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "domain": {
            "$ref": "#/components/schemas/DomainName",
            "x-rollcall-source": "seed"
          },
          "status": {
            "$ref": "#/components/schemas/Status",
            "x-rollcall-source": "seed"
          },
          "interimStatus": {
            "type": [
              "string",
              "null"
            ]
          },
          "provider": {
            "$ref": "#/components/schemas/MailProvider"
          },
          "source": {
            "type": "string",
            "description": "`buy` or `byod`, as far as known."
          },
          "nameservers": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "nameserversMoved": {
            "type": "boolean"
          },
          "cloudflareZoneId": {
            "type": [
              "string",
              "null"
            ]
          },
          "workspaceId": {
            "type": [
              "string",
              "null"
            ]
          },
          "clientName": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "seed"
          },
          "orderId": {
            "type": [
              "string",
              "null"
            ]
          },
          "inboxCount": {
            "type": "integer",
            "minimum": 0
          },
          "forwardingUrl": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "seed"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "updatedAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "DomainOffer": {
        "type": "object",
        "required": [
          "domain"
        ],
        "properties": {
          "domain": {
            "$ref": "#/components/schemas/DomainName"
          },
          "available": {
            "type": "boolean",
            "x-rollcall-source": "seed"
          },
          "price": {
            "type": [
              "number",
              "string",
              "null"
            ],
            "description": "May name its currency, as the registrar's own API does."
          },
          "currency": {
            "$ref": "#/components/schemas/Currency"
          }
        }
      },
      "NameserverState": {
        "type": "object",
        "required": [
          "nameservers",
          "propagated"
        ],
        "properties": {
          "nameservers": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "x-rollcall-source": "seed"
          },
          "propagated": {
            "type": "boolean",
            "x-rollcall-source": "seed"
          },
          "checkedAt": {
            "$ref": "#/components/schemas/Instant"
          }
        }
      },
      "HistoryEvent": {
        "type": "object",
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "type": {
            "type": "string"
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "Action": {
        "type": "object",
        "required": [
          "id",
          "status"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "type": {
            "type": "string"
          },
          "status": {
            "type": "string",
            "x-rollcall-source": "seed",
            "description": "`pending`, `in_progress`, `completed` or `failed`, as far as known."
          },
          "attempts": {
            "type": "integer",
            "minimum": 0
          },
          "maxAttempts": {
            "type": "integer",
            "minimum": 0
          },
          "error": {
            "type": [
              "string",
              "null"
            ]
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "startedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "completedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "nextRetryAt": {
            "$ref": "#/components/schemas/Instant"
          }
        }
      },
      "DnsRecord": {
        "type": "object",
        "description": "In the words of Cloudflare, which holds the zones.",
        "required": [
          "id",
          "type",
          "name",
          "content"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "type": {
            "type": "string",
            "examples": [
              "TXT"
            ]
          },
          "name": {
            "type": "string",
            "description": "The whole name or the part before the domain.",
            "examples": [
              "acme.com"
            ]
          },
          "content": {
            "type": "string",
            "examples": [
              "v=spf1 -all"
            ]
          },
          "ttl": {
            "type": "integer",
            "minimum": 1,
            "description": "Seconds; 1 is automatic."
          },
          "priority": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": 0
          },
          "proxied": {
            "type": "boolean"
          },
          "synced": {
            "type": "boolean"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "DnsRecordInput": {
        "type": "object",
        "required": [
          "type",
          "name",
          "content"
        ],
        "properties": {
          "type": {
            "type": "string",
            "minLength": 1,
            "maxLength": 10,
            "examples": [
              "TXT"
            ]
          },
          "name": {
            "type": "string",
            "minLength": 1,
            "description": "The whole name, the part before the domain, or `@`."
          },
          "content": {
            "type": "string",
            "minLength": 1
          },
          "ttl": {
            "type": "integer",
            "minimum": 1,
            "description": "Seconds; 1 is automatic."
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 65535
          },
          "proxied": {
            "type": "boolean"
          }
        }
      },
      "BulkDnsResult": {
        "type": "object",
        "required": [
          "domain"
        ],
        "properties": {
          "domain": {
            "$ref": "#/components/schemas/DomainName"
          },
          "success": {
            "type": "boolean"
          },
          "error": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "Workspace": {
        "type": "object",
        "required": [
          "id",
          "name"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "name": {
            "type": "string",
            "x-rollcall-source": "seed"
          },
          "billingMode": {
            "type": "string",
            "x-rollcall-source": "seed",
            "description": "An open vocabulary in answers."
          },
          "fallback": {
            "type": "boolean",
            "x-rollcall-source": "seed"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "Summary": {
        "type": "object",
        "properties": {
          "spend": {
            "$ref": "#/components/schemas/Amount",
            "x-rollcall-source": "seed"
          },
          "currency": {
            "$ref": "#/components/schemas/Currency"
          },
          "inboxCount": {
            "type": "integer",
            "minimum": 0,
            "x-rollcall-source": "seed"
          },
          "orderCount": {
            "type": "integer",
            "minimum": 0,
            "x-rollcall-source": "seed"
          },
          "recentActivity": {
            "type": "array",
            "x-rollcall-source": "seed",
            "description": "Of one workspace only.",
            "items": {
              "$ref": "#/components/schemas/HistoryEvent"
            }
          }
        }
      },
      "SendingToolDefaults": {
        "type": "object",
        "properties": {
          "credentialIds": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "x-rollcall-source": "seed"
          }
        }
      },
      "Client": {
        "type": "object",
        "required": [
          "name"
        ],
        "properties": {
          "name": {
            "type": "string",
            "x-rollcall-source": "seed"
          },
          "workspaceId": {
            "type": [
              "string",
              "null"
            ]
          },
          "orderCount": {
            "type": "integer",
            "minimum": 0,
            "x-rollcall-source": "seed"
          },
          "inboxCount": {
            "type": "integer",
            "minimum": 0,
            "x-rollcall-source": "seed"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "SendingToolCredential": {
        "type": "object",
        "required": [
          "id",
          "tool"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "tool": {
            "type": "string",
            "description": "Which sending tool it opens.",
            "examples": [
              "smartlead"
            ]
          },
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "status": {
            "$ref": "#/components/schemas/Status"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "username": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-class": "opaque"
          },
          "apiKey": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-class": "secret"
          },
          "password": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-class": "secret"
          }
        }
      },
      "SendingToolCredentialInput": {
        "type": "object",
        "required": [
          "tool"
        ],
        "properties": {
          "tool": {
            "type": "string",
            "minLength": 1,
            "examples": [
              "smartlead"
            ]
          },
          "name": {
            "type": "string",
            "minLength": 1
          },
          "username": {
            "type": "string",
            "x-rollcall-class": "opaque"
          },
          "apiKey": {
            "type": "string",
            "x-rollcall-class": "secret"
          },
          "password": {
            "type": "string",
            "x-rollcall-class": "secret"
          }
        }
      },
      "TestOutcome": {
        "type": "object",
        "properties": {
          "valid": {
            "type": "boolean",
            "x-rollcall-source": "seed"
          },
          "message": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "RecoveryEntry": {
        "type": "object",
        "required": [
          "id",
          "domain"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "domain": {
            "$ref": "#/components/schemas/DomainName",
            "x-rollcall-source": "seed"
          },
          "status": {
            "$ref": "#/components/schemas/Status"
          },
          "health": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "seed",
            "examples": [
              "healing"
            ]
          },
          "listedOn": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "The block lists that the domain is on."
          },
          "readyAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "BlacklistResult": {
        "type": "object",
        "required": [
          "domain"
        ],
        "properties": {
          "domain": {
            "$ref": "#/components/schemas/DomainName"
          },
          "listed": {
            "type": "boolean"
          },
          "listedOn": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "checkedAt": {
            "$ref": "#/components/schemas/Instant"
          }
        }
      },
      "RecoveryNotification": {
        "type": "object",
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "domain": {
            "$ref": "#/components/schemas/DomainName"
          },
          "type": {
            "type": "string",
            "x-rollcall-source": "seed",
            "examples": [
              "ready_to_reactivate"
            ]
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "RegistrarName": {
        "type": "string",
        "enum": [
          "porkbun",
          "spaceship",
          "namecom",
          "namecheap"
        ],
        "x-rollcall-source": "seed",
        "description": "The page names Porkbun, Spaceship, Name.com and Namecheap; how they are spelled here is inferred."
      },
      "Registrar": {
        "type": "object",
        "required": [
          "name"
        ],
        "properties": {
          "name": {
            "type": "string",
            "x-rollcall-source": "seed"
          },
          "title": {
            "type": "string"
          },
          "credentialFields": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "x-rollcall-source": "seed"
          }
        }
      },
      "RegistrarConnectionInfo": {
        "type": "object",
        "properties": {
          "outboundIp": {
            "type": "string",
            "x-rollcall-source": "seed",
            "examples": [
              "203.0.113.20"
            ]
          }
        }
      },
      "RegistrarLogin": {
        "type": "object",
        "required": [
          "registrar",
          "credentials"
        ],
        "properties": {
          "registrar": {
            "$ref": "#/components/schemas/RegistrarName"
          },
          "credentials": {
            "type": "object",
            "x-rollcall-class": "secret",
            "description": "As `listRegistrars` names them for this registrar.",
            "additionalProperties": {
              "type": "string"
            }
          }
        }
      },
      "RegistrarResult": {
        "type": "object",
        "required": [
          "domain"
        ],
        "properties": {
          "domain": {
            "$ref": "#/components/schemas/DomainName"
          },
          "success": {
            "type": "boolean"
          },
          "nameservers": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "error": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "Wallet": {
        "type": "object",
        "required": [
          "balance"
        ],
        "properties": {
          "workspaceId": {
            "type": [
              "string",
              "null"
            ],
            "description": "Null for the master wallet."
          },
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "balance": {
            "$ref": "#/components/schemas/Amount",
            "x-rollcall-source": "seed"
          },
          "currency": {
            "$ref": "#/components/schemas/Currency"
          },
          "billingMode": {
            "type": "string",
            "description": "An open vocabulary in answers."
          },
          "fallback": {
            "type": "boolean"
          },
          "autoRecharge": {
            "$ref": "#/components/schemas/AutoRecharge",
            "x-rollcall-source": "seed"
          }
        }
      },
      "AutoRecharge": {
        "type": "object",
        "properties": {
          "enabled": {
            "type": "boolean"
          },
          "threshold": {
            "$ref": "#/components/schemas/Amount",
            "x-rollcall-source": "seed"
          },
          "amount": {
            "$ref": "#/components/schemas/Amount"
          }
        }
      },
      "WalletOverview": {
        "type": "object",
        "required": [
          "wallets"
        ],
        "properties": {
          "wallets": {
            "type": "array",
            "x-rollcall-source": "seed",
            "description": "The master wallet and that of every workspace; that these are covered is stated.",
            "items": {
              "$ref": "#/components/schemas/OverviewWallet"
            }
          }
        }
      },
      "OverviewWallet": {
        "type": "object",
        "description": "A wallet that says whose it is.",
        "required": [
          "workspaceId",
          "balance"
        ],
        "properties": {
          "workspaceId": {
            "type": [
              "string",
              "null"
            ],
            "description": "Null for the master wallet."
          },
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "balance": {
            "$ref": "#/components/schemas/Amount",
            "x-rollcall-source": "seed"
          },
          "currency": {
            "$ref": "#/components/schemas/Currency"
          },
          "billingMode": {
            "type": "string",
            "description": "An open vocabulary in answers."
          },
          "fallback": {
            "type": "boolean"
          },
          "autoRecharge": {
            "$ref": "#/components/schemas/AutoRecharge"
          }
        }
      },
      "WalletTransaction": {
        "type": "object",
        "required": [
          "id",
          "type",
          "amount"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "type": {
            "type": "string",
            "x-rollcall-source": "seed",
            "description": "`credit` or `debit`.",
            "examples": [
              "debit"
            ]
          },
          "amount": {
            "$ref": "#/components/schemas/Amount"
          },
          "currency": {
            "$ref": "#/components/schemas/Currency"
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          },
          "workspaceId": {
            "type": [
              "string",
              "null"
            ],
            "description": "Null for the master wallet."
          },
          "orderId": {
            "type": [
              "string",
              "null"
            ]
          },
          "balanceAfter": {
            "$ref": "#/components/schemas/Amount"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "WalletTransfer": {
        "type": "object",
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "fromWorkspaceId": {
            "type": [
              "string",
              "null"
            ]
          },
          "toWorkspaceId": {
            "type": [
              "string",
              "null"
            ]
          },
          "amount": {
            "$ref": "#/components/schemas/Amount"
          },
          "currency": {
            "$ref": "#/components/schemas/Currency"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "BillingSummary": {
        "type": "object",
        "properties": {
          "monthToDate": {
            "$ref": "#/components/schemas/Amount",
            "x-rollcall-source": "seed"
          },
          "projected": {
            "$ref": "#/components/schemas/Amount",
            "x-rollcall-source": "seed"
          },
          "currency": {
            "$ref": "#/components/schemas/Currency"
          },
          "breakdown": {
            "type": "array",
            "x-rollcall-source": "seed",
            "items": {
              "type": "object",
              "properties": {
                "label": {
                  "type": "string"
                },
                "amount": {
                  "$ref": "#/components/schemas/Amount"
                }
              }
            }
          }
        }
      },
      "BillingPeriod": {
        "type": "object",
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "month": {
            "type": "string",
            "x-rollcall-source": "seed",
            "examples": [
              "2026-04"
            ]
          },
          "amount": {
            "$ref": "#/components/schemas/Amount"
          },
          "currency": {
            "$ref": "#/components/schemas/Currency"
          }
        }
      },
      "Invoice": {
        "type": "object",
        "required": [
          "id",
          "amount"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "number": {
            "type": [
              "string",
              "null"
            ]
          },
          "status": {
            "$ref": "#/components/schemas/Status"
          },
          "amount": {
            "$ref": "#/components/schemas/Amount"
          },
          "currency": {
            "$ref": "#/components/schemas/Currency"
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          },
          "transactionId": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "seed"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "pdfUrl": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-class": "secret"
          }
        }
      },
      "StripeInvoice": {
        "type": "object",
        "description": "In Stripe's words, and in its units whatever the connection's setting.",
        "required": [
          "id",
          "amountDue"
        ],
        "properties": {
          "id": {
            "type": "string",
            "x-rollcall-source": "public",
            "examples": [
              "in_1PqZ2e"
            ]
          },
          "number": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "public"
          },
          "status": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "public"
          },
          "amountDue": {
            "type": "integer",
            "x-rollcall-source": "public",
            "description": "In the currency's minor unit."
          },
          "currency": {
            "type": "string",
            "x-rollcall-source": "public",
            "description": "A lower-case code.",
            "examples": [
              "usd"
            ]
          },
          "description": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "public"
          },
          "created": {
            "type": "integer",
            "x-rollcall-source": "public",
            "description": "Seconds since 1970."
          },
          "hostedInvoiceUrl": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "public",
            "x-rollcall-class": "secret"
          },
          "invoicePdf": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "public",
            "x-rollcall-class": "secret"
          }
        }
      },
      "BillingDetails": {
        "type": "object",
        "properties": {
          "company": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "seed"
          },
          "address": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "seed",
            "x-rollcall-class": "opaque"
          },
          "vat": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "seed"
          }
        }
      },
      "CheckoutSession": {
        "type": "object",
        "properties": {
          "sessionId": {
            "type": "string",
            "x-rollcall-class": "secret"
          },
          "checkoutUrl": {
            "type": "string",
            "x-rollcall-source": "seed",
            "x-rollcall-class": "secret"
          }
        }
      },
      "PaymentMethod": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string"
          },
          "brand": {
            "type": [
              "string",
              "null"
            ]
          },
          "last4": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-class": "opaque"
          },
          "expMonth": {
            "type": [
              "integer",
              "null"
            ]
          },
          "expYear": {
            "type": [
              "integer",
              "null"
            ]
          }
        }
      },
      "SetupIntent": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string"
          },
          "clientSecret": {
            "type": "string",
            "x-rollcall-source": "public",
            "x-rollcall-class": "secret"
          }
        }
      },
      "PortalSession": {
        "type": "object",
        "properties": {
          "url": {
            "type": "string",
            "x-rollcall-source": "seed",
            "x-rollcall-class": "secret"
          }
        }
      },
      "ApiKey": {
        "type": "object",
        "required": [
          "id",
          "name"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "name": {
            "type": "string"
          },
          "prefix": {
            "type": [
              "string",
              "null"
            ],
            "description": "How the key begins."
          },
          "lastUsedAt": {
            "$ref": "#/components/schemas/Instant",
            "x-rollcall-source": "seed"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp",
            "x-rollcall-source": "seed"
          }
        }
      },
      "NewApiKey": {
        "type": "object",
        "required": [
          "key"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/Id"
          },
          "name": {
            "type": "string"
          },
          "prefix": {
            "type": [
              "string",
              "null"
            ]
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "key": {
            "type": "string",
            "x-rollcall-source": "seed",
            "x-rollcall-class": "secret"
          }
        }
      },
      "Error": {
        "type": "object",
        "x-rollcall-source": "seed",
        "required": [
          "success",
          "error"
        ],
        "properties": {
          "success": {
            "type": "boolean",
            "x-rollcall-source": "seed",
            "description": "False."
          },
          "error": {
            "type": "object",
            "x-rollcall-source": "seed",
            "required": [
              "code",
              "message"
            ],
            "properties": {
              "code": {
                "type": "string",
                "x-rollcall-source": "seed",
                "description": "One vocabulary is documented, another in an older revision of the page (`UNAUTHORIZED`, `RATE_LIMITED`).\n"
              },
              "message": {
                "type": "string",
                "x-rollcall-source": "seed"
              }
            }
          }
        }
      }
    },
    "responses": {
      "Nothing": {
        "description": "It is done.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "type": [
                    "object",
                    "null"
                  ],
                  "properties": {}
                }
              }
            }
          }
        }
      },
      "OrderPage": {
        "description": "A page of orders.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Order"
                  }
                },
                "pagination": {
                  "$ref": "#/components/schemas/Pagination"
                }
              }
            }
          }
        }
      },
      "Order": {
        "description": "An order.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/Order"
                }
              }
            }
          }
        }
      },
      "InboxMutation": {
        "description": "A job that changes inboxes.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/InboxMutation"
                }
              }
            }
          }
        }
      },
      "NameserverState": {
        "description": "The state of a domain's nameservers.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/NameserverState"
                }
              }
            }
          }
        }
      },
      "InboxPage": {
        "description": "A page of inboxes, without their passwords.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Inbox"
                  }
                },
                "pagination": {
                  "$ref": "#/components/schemas/Pagination"
                }
              }
            }
          }
        }
      },
      "Job": {
        "description": "The job that does it.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/Job"
                }
              }
            }
          }
        }
      },
      "DomainOfferList": {
        "description": "What the registrar answers, name by name.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/DomainOffer"
                  }
                }
              }
            }
          }
        }
      },
      "Domain": {
        "description": "A domain.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/Domain"
                }
              }
            }
          }
        }
      },
      "Workspace": {
        "description": "A workspace.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/Workspace"
                }
              }
            }
          }
        }
      },
      "Summary": {
        "description": "Spend, orders and inboxes.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/Summary"
                }
              }
            }
          }
        }
      },
      "SendingToolDefaults": {
        "description": "The defaults.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/SendingToolDefaults"
                }
              }
            }
          }
        }
      },
      "Client": {
        "description": "A client.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/Client"
                }
              }
            }
          }
        }
      },
      "SendingToolCredential": {
        "description": "A sending-tool credential. Whether its secret stands in it is not documented.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/SendingToolCredential"
                }
              }
            }
          }
        }
      },
      "TestOutcome": {
        "description": "Whether the credentials are accepted.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/TestOutcome"
                }
              }
            }
          }
        }
      },
      "RecoveryEntry": {
        "description": "An entry of the Recovery Pool.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/RecoveryEntry"
                }
              }
            }
          }
        }
      },
      "Wallet": {
        "description": "A wallet.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/Wallet"
                }
              }
            }
          }
        }
      },
      "BillingDetails": {
        "description": "Billing details.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "$ref": "#/components/schemas/BillingDetails"
                }
              }
            }
          }
        }
      },
      "InvoicePage": {
        "description": "A page of invoices.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "success": {
                  "$ref": "#/components/schemas/Success"
                },
                "data": {
                  "type": "array",
                  "items": {
                    "$ref": "#/components/schemas/Invoice"
                  }
                },
                "pagination": {
                  "$ref": "#/components/schemas/Pagination"
                }
              }
            }
          }
        }
      },
      "InvalidRequest": {
        "description": "`INVALID_REQUEST`: a parameter is missing or invalid.",
        "x-rollcall-source": "seed",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Unauthorized": {
        "description": "`MISSING_API_KEY` or `INVALID_API_KEY`, formerly `UNAUTHORIZED`.",
        "x-rollcall-source": "seed",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "PaymentRequired": {
        "description": "The wallet cannot pay for it. Neither this status nor a code for it is documented.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Forbidden": {
        "description": "An API key may not do this. Neither this status nor a code for it is documented.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "NotFound": {
        "description": "`NOT_FOUND`: the account has no such resource.",
        "x-rollcall-source": "seed",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Conflict": {
        "description": "The present state does not allow it. Neither this status nor a code for it is documented.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "RateLimited": {
        "description": "`RATE_LIMIT_EXCEEDED`, formerly `RATE_LIMITED`. The limits themselves are not documented.",
        "x-rollcall-source": "seed",
        "headers": {
          "Retry-After": {
            "description": "Seconds to wait; honoured where it comes.",
            "schema": {
              "type": "integer",
              "minimum": 0
            }
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "ServerError": {
        "description": "`SERVER_ERROR`: the provider failed; whether the request took effect is not known.",
        "x-rollcall-source": "seed",
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
