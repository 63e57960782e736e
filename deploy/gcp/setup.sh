#!/bin/bash
# Makes in Google Cloud what one VM with a connector needs, and leaves alone what is there already: a firewall rule, a bucket with
# what the VM installs and runs, a Pub/Sub topic with a subscription, and the VM. Run again, it fills the bucket anew.
set -euo pipefail

usage="usage: setup.sh --project PROJECT --config FOLDER --packages FOLDER [OPTION…]

  --project PROJECT     where all of it is made
  --config FOLDER       worker.properties, connector.properties and admin.properties, as the VM shall use them
  --packages FOLDER     the tarballs that \`npm run build && npm pack --workspaces\` makes
  --survey NAME         how everything is called: NAME-consumer, NAME-alerts and so on; without it rubin
  --zone ZONE           where the VM is; without it us-central1-a
  --machine-type TYPE   what it is; without it e2-small
  --dry-run             look at what is there, but only print what would be done"

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# What startup.sh writes into the service's environment.
known_on_vm='\$\{env:(PROJECT_ID|KAFKA_TOPIC|PS_TOPIC)\}'
project='' config='' packages='' survey=rubin zone=us-central1-a machine_type=e2-small dry_run=false

main() {
  read_options "$@"
  check_folders
  make "the firewall rule $survey-kafka" \
    "compute firewall-rules describe $survey-kafka" \
    compute firewall-rules create "$survey-kafka" --direction=EGRESS --allow=tcp:9094 \
    --target-tags="$survey-consumer" --description='Lets the consumer reach Kafka' --enable-logging
  make "the bucket gs://$bucket" \
    "storage buckets describe gs://$bucket" \
    storage buckets create "gs://$bucket" --uniform-bucket-level-access
  fill_bucket
  make "the topic $topic" \
    "pubsub topics describe $topic" \
    pubsub topics create "$topic"
  make "the subscription $topic" \
    "pubsub subscriptions describe $topic" \
    pubsub subscriptions create "$topic" --topic="$topic"
  look_for_secret
  make "the VM $survey-consumer" \
    "compute instances describe $survey-consumer --zone=$zone" \
    compute instances create "$survey-consumer" --zone="$zone" --machine-type="$machine_type" \
    --image-family=debian-12 --image-project=debian-cloud --scopes=cloud-platform --tags="$survey-consumer" \
    --metadata="google-logging-enabled=true,startup-script-url=gs://$bucket/psconnect/startup.sh"
}

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --dry-run) dry_run=true; shift; continue ;;
      --help) echo "$usage"; exit 0 ;;
      --project | --config | --packages | --survey | --zone | --machine-type) ;;
      *) refuse "there is no option $1" ;;
    esac
    if [ $# -lt 2 ] || [ -z "$2" ]; then refuse "$1 needs a value"; fi
    local name=${1#--}
    printf -v "${name//-/_}" '%s' "$2"
    shift 2
  done
  for name in project config packages; do
    if [ -z "${!name}" ]; then refuse "--$name is missing"; fi
  done
  bucket=$project-$survey-broker_files
  topic=$survey-alerts
}

refuse() {
  printf 'setup.sh: %s\n%s\n' "$1" "$usage" >&2
  exit 1
}

check_folders() {
  for file in worker.properties connector.properties admin.properties; do
    if [ ! -e "$config/$file" ]; then refuse "$config has no $file"; fi
  done
  local lines
  if lines=$(grep --line-number '^[^#!]*[$]{env:' "$config"/*.properties | grep --invert-match --extended-regexp "$known_on_vm"); then
    refuse "the VM sets PROJECT_ID, KAFKA_TOPIC and PS_TOPIC, but not what these need; a password is \${gcpsecret:…}:
$lines"
  fi
  if ! compgen -G "$packages/*.tgz" >/dev/null; then refuse "$packages has no tarballs"; fi
}

# make WHAT HOW-TO-LOOK COMMAND…: gcloud says NOT_FOUND or 404 of what is not there; anything else it says must not be taken for that.
make() {
  local what=$1 look=$2 answer
  shift 2
  # shellcheck disable=SC2086 # words of our own, without blanks
  if answer=$(gcloud --project="$project" $look 2>&1 >/dev/null); then
    echo "there is $what already"
  elif grep --quiet --ignore-case --extended-regexp 'not.?found|(^|[^0-9])404([^0-9]|$)' <<<"$answer"; then
    echo "making $what"
    change "$@"
  else
    printf 'setup.sh: cannot tell whether there is %s:\n%s\n' "$what" "$answer" >&2
    exit 1
  fi
}

change() {
  if $dry_run; then printf '  gcloud --project=%s %s\n' "$project" "$*"; else gcloud --project="$project" "$@"; fi
}

# What is no longer here goes from the bucket, too: two versions side by side could not both be installed.
fill_bucket() {
  local staged
  staged=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$staged'" EXIT
  mkdir "$staged/config"
  cp "$here/../vm/install.sh" "$here/../vm/startup.sh" "$here/../systemd/psconnect.service" "$packages"/*.tgz "$staged"
  cp "$config"/*.properties "$staged/config"
  echo "filling gs://$bucket/psconnect"
  change storage rsync --recursive --delete-unmatched-destination-objects "$staged" "gs://$bucket/psconnect"
}

# Made by hand, since the password must not stand in a command line.
look_for_secret() {
  local secret=$survey-$project-kafka-password
  if gcloud --project="$project" secrets describe "$secret" >/dev/null 2>&1; then
    echo "there is the secret $secret already"
  else
    echo "there is no secret $secret that could be seen; this makes it, from what you type:"
    echo "  read -rs PASSWORD && printf %s \"\$PASSWORD\" | gcloud --project=$project secrets create $secret --data-file=-"
  fi
}

main "$@"
